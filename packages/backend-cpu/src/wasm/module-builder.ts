import { name, unsigned, vector } from './encoding.js';
import { FunctionCode } from './function-code.js';
import { Control, I32, valueType } from './instructions.js';

const functionType = 0x60;
const importsMemory = 0x02;
const exportsFunction = 0x00;
const mutable = 0x01;

/**
 * A WebAssembly module over one imported memory (WebAssembly Core Specification 2.0, §5.5: sections in the order type,
 * import, function, global, export, code).
 */
export class ModuleBuilder {
  readonly #functions: FunctionCode[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];
  #globals = 0;

  /** Adds a function; its number is what `call` takes. */
  add(code: FunctionCode, exportName?: string): number {
    const index = this.#functions.push(code) - 1;
    if (exportName !== undefined) this.#exports.push({ name: exportName, index });
    return index;
  }

  /** Adds a variable, a 32-bit integer that is 0 at first; gives its number. */
  global(): number {
    return this.#globals++;
  }

  /** Adds the function that sets all variables there are so far, one parameter each, in the order in which they were added. */
  addSetter(exportName: string): void {
    const code = new FunctionCode(Array.from({ length: this.#globals }, () => 'i32' as const));
    for (let index = 0; index < this.#globals; index++) code.get(index).setGlobal(index);
    this.add(code, exportName);
  }

  /** The module's bytes. It imports `memory` of `nnf`. */
  encode(): Uint8Array<ArrayBuffer> {
    const types: string[] = [];
    const typeOf = (code: FunctionCode): number => {
      const encoded = [
        functionType,
        ...vector(code.parameters.map((type) => [valueType[type]])),
        ...vector(code.results.map((type) => [valueType[type]])),
      ].join();
      const known = types.indexOf(encoded);
      return known >= 0 ? known : types.push(encoded) - 1;
    };
    const typeIndices = this.#functions.map((code) => unsigned(typeOf(code)));
    const sections = [
      section(1, vector(types.map((type) => type.split(',').map(Number)))),
      section(2, vector([[...name('nnf'), ...name('memory'), importsMemory, 0x00, ...unsigned(0)]])),
      section(3, vector(typeIndices)),
      section(
        6,
        vector(Array.from({ length: this.#globals }, () => [valueType.i32, mutable, I32.const, 0, Control.end])),
      ),
      section(7, vector(this.#exports.map((item) => [...name(item.name), exportsFunction, ...unsigned(item.index)]))),
      section(10, vector(this.#functions.map((code) => code.encode()))),
    ];
    return new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00].concat(...sections));
  }
}

function section(id: number, content: readonly number[]): number[] {
  return [id].concat(unsigned(content.length), content);
}
