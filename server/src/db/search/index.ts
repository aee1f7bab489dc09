export { compileSearch, joined, unknownField } from './compile.ts';
export type { Condition, SearchContext, SearchField, SearchFields } from './field.ts';
export { instantText, stretchOf } from './leaf-time.ts';
export { editsRegex, escapeRegex, fuzzyDistance, toRegex } from './pattern.ts';
