export { QueryError } from './error.ts';
export { queryFailure, readQuery, withQueryFailure } from './failure.ts';
export { type Moment, parseAge, parseMoment } from './moment.ts';
export {
  join,
  type LeafNode,
  leavesOf,
  type PatternPart,
  type QueryNode,
  type Span,
} from './node.ts';
export { parseQuery } from './parse.ts';
export { escapeWord, printQuery } from './print.ts';
export { checkRegex, translateRegex } from './regex.ts';
