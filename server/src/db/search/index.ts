export { compileSearch, joined } from './compile.ts';
export type { Condition, SearchField, SearchFields } from './field.ts';
export { instantText, stretchOf } from './leaf-time.ts';
export { editsRegex, escapeLike, fuzzyDistance, toRegex } from './pattern.ts';
