import { beginSized, endSized, pushName, pushUnsigned } from './encoding.js';
import { FunctionCode } from './function-code.js';
import { Control, I32, ValueType } from './instructions.js';

/** Sections of a module (§5.5.2). */
enum Section {
  type = 1,
  import = 2,
  function = 3,
  global = 6,
  export = 7,
  code = 10,
}

const functionType = 0x60;
const memoryImport = 0x02;
const noMaximum = 0x00;
const functionExport = 0x00;
const mutable = 0x01;

/**
 * A WebAssembly module with one imported memory (WebAssembly Core Specification 2.0, §5.5). Its sections are type,
 * import, function, global, export and code, in this order.
 */
export class ModuleBuilder {
  readonly #functions: FunctionCode[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];

  /** @param globals the number of the module's variables: 32-bit integers that start at 0, numbered from 0 */
  constructor(private readonly globals = 0) {}

  /** Adds a finished function. Returns its number, for `call`. */
  add(code: FunctionCode, exportName?: string): number {
    const index = this.#functions.push(code) - 1;
    if (exportName !== undefined) this.#exports.push({ name: exportName, index });
    return index;
  }

  /** Adds a function that sets all variables. It has one parameter for each, in their order. */
  addSetter(exportName: string): void {
    const code = new FunctionCode(Array<ValueType>(this.globals).fill(ValueType.i32));
    for (let index = 0; index < this.globals; index++) code.get(index).setGlobal(index);
    this.add(code, exportName);
  }

  /** The module's bytes. It imports the memory as `nnf.memory`. */
  encode(): Uint8Array<ArrayBuffer> {
    const functions = this.#functions;
    const bytes = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
    let section = beginSection(bytes, Section.type, functions.length);
    for (const { parameters, results } of functions) {
      bytes.push(functionType, parameters.length, ...parameters, results.length, ...results);
    }
    endSized(bytes, section);

    section = beginSection(bytes, Section.import, 1);
    pushName(bytes, 'nnf');
    pushName(bytes, 'memory');
    bytes.push(memoryImport, noMaximum, 0);
    endSized(bytes, section);

    section = beginSection(bytes, Section.function, functions.length);
    for (let type = 0; type < functions.length; type++) pushUnsigned(bytes, type);
    endSized(bytes, section);

    section = beginSection(bytes, Section.global, this.globals);
    for (let i = 0; i < this.globals; i++) bytes.push(ValueType.i32, mutable, I32.const, 0, Control.end);
    endSized(bytes, section);

    section = beginSection(bytes, Section.export, this.#exports.length);
    for (const { name, index } of this.#exports) {
      pushName(bytes, name);
      bytes.push(functionExport);
      pushUnsigned(bytes, index);
    }
    endSized(bytes, section);

    section = beginSection(bytes, Section.code, functions.length);
    // Most of a module is instructions. They are copied once only, into the result.
    const parts = [bytes];
    let codeBytes = 0;
    for (const { locals, instructions } of functions) {
      const head: number[] = [];
      const place = beginSized(head);
      pushUnsigned(head, locals.length / 2);
      head.push(...locals);
      instructions.push(Control.end);
      endSized(head, place, instructions.length);
      parts.push(head, instructions);
      codeBytes += head.length + instructions.length;
    }
    endSized(bytes, section, codeBytes);
    const module = new Uint8Array(bytes.length + codeBytes);
    let end = 0;
    for (const part of parts) {
      module.set(part, end);
      end += part.length;
    }
    return module;
  }
}

/** Begins a section that is a list of this many elements. Returns the position of its size, for `endSized`. */
function beginSection(bytes: number[], id: Section, count: number): number {
  bytes.push(id);
  const place = beginSized(bytes);
  pushUnsigned(bytes, count);
  return place;
}
