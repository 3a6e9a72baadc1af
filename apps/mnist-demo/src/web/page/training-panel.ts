import type { EpochPoint } from '../worker/training-update.js';
import { elementOf, enable, onPress } from './page-elements.js';

/** The state of training. */
export type State = 'loading' | 'ready' | 'running' | 'pausing' | 'paused' | 'finished' | 'failed';

const runTitles: Readonly<Record<State, string>> = {
  loading: 'Train',
  ready: 'Train',
  running: 'Pause',
  pausing: 'Pausing…',
  paused: 'Resume',
  finished: 'Train again',
  failed: 'Try again',
};

/** The numbers beside the curves. */
export interface Facts {
  readonly point: EpochPoint | undefined;
  readonly epochs: number;
  readonly samplesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  /** The last test, which may be some epochs old. */
  readonly testAccuracy: number | undefined;
}

/** The training buttons, status and numbers. */
export class TrainingPanel {
  readonly #run = elementOf('run', HTMLButtonElement);
  readonly #step = elementOf('step', HTMLButtonElement);
  readonly #stop = elementOf('stop', HTMLButtonElement);
  readonly #restart = elementOf('restart', HTMLButtonElement);
  readonly #status = elementOf('status', HTMLParagraphElement);
  readonly #progress = elementOf('progress', HTMLProgressElement);

  constructor(actions: {
    readonly run: () => void;
    readonly step: () => void;
    readonly stop: () => void;
    readonly restart: () => void;
  }) {
    onPress(this.#run, actions.run);
    onPress(this.#step, actions.step);
    onPress(this.#stop, actions.stop);
    onPress(this.#restart, actions.restart);
  }

  /** @param needsNew whether the settings need a new network */
  showState(state: State, needsNew: boolean): void {
    this.#run.textContent =
      needsNew && state !== 'running' && state !== 'pausing' ? 'Train new network' : runTitles[state];
    enable(this.#run, state !== 'loading' && state !== 'pausing');
    enable(this.#step, (state === 'ready' || state === 'paused') && !needsNew);
    enable(this.#stop, state === 'running' || state === 'pausing');
    enable(this.#restart, state === 'paused' || state === 'finished');
    document.body.dataset.state = state;
  }

  say(text: string, isError = false): void {
    this.#status.textContent = text;
    this.#status.classList.toggle('error', isError);
  }

  /** @param share from 0 to 1 */
  showProgress(share: number): void {
    this.#progress.value = share;
  }

  showFacts({ point, epochs, samplesPerSecond, secondsLeft, testAccuracy }: Facts): void {
    const write = (id: string, text: string | undefined): void => {
      elementOf(id, HTMLElement).textContent = text ?? '–';
    };
    write('fact-epoch', `${(point?.epoch ?? 0).toLocaleString('en-US')} / ${epochs.toLocaleString('en-US')}`);
    write('fact-loss', point?.loss.toPrecision(4));
    write('fact-accuracy', point && `${point.accuracy.toFixed(1)}%`);
    write('fact-test', testAccuracy === undefined ? undefined : `${testAccuracy.toFixed(2)}%`);
    write(
      'fact-speed',
      samplesPerSecond === undefined ? undefined : Math.round(samplesPerSecond).toLocaleString('en-US'),
    );
    write('fact-left', secondsLeft === undefined ? undefined : duration(secondsLeft));
  }
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
