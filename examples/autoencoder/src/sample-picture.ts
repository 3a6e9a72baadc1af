import type { Picture } from './picture.js';

/** Draws a sample picture for users without one: a ball on the floor with light from the upper left. */
export function samplePicture(size: number): Picture {
  const pixels = Array.from({ length: size * size }, (_, pixel) => {
    // Coordinates from −1 to 1; x grows to the right, y grows downwards.
    const x = (2 * ((pixel % size) + 0.5)) / size - 1;
    const y = (2 * (Math.floor(pixel / size) + 0.5)) / size - 1;
    return ball(x, y) ?? floor(x, y);
  });
  return { size, pixels };
}

const radius = 0.62;
const light = [-0.5, -0.6, 0.62] as const;

/** The lightness of the ball at a point, by the angle of its surface to the light. Undefined outside the ball. */
function ball(x: number, y: number): number | undefined {
  const square = (x * x + y * y) / radius ** 2;
  if (square > 1) return undefined;
  const z = Math.sqrt(1 - square);
  const turned = (x * light[0] + y * light[1]) / radius + z * light[2];
  return 0.12 + 0.88 * Math.max(0, Math.min(1, turned));
}

/** The lightness of the floor: grey, darker towards the front and in the ball's shadow. */
function floor(x: number, y: number): number {
  const shadow = Math.exp(-8 * ((x - 0.35) ** 2 + 6 * (y - 0.72) ** 2));
  return (0.62 - 0.14 * y) * (1 - 0.8 * shadow);
}
