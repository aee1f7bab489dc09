import { QueryError } from './error.ts';
import { parseLeaf } from './leaf.ts';
import { type Field, join, type QueryNode, spanOver } from './node.ts';
import { Scanner } from './token.ts';

// Deep nesting costs stack; nobody types fifty brackets. Lucene refuses more than 1,024 clauses.
const deepest = 50;
const longestText = 20_000;
const mostClauses = 1_024;

/**
 * Reads Lucene's query_string grammar with AND as the default. AND binds more tightly than OR, a blank is AND,
 * and `a OR -b` is read as it is spelled (Lucene's own parser ignores precedence). An empty text asks for everything.
 * @throws {QueryError} and nothing else.
 */
export function parseQuery(text: string): QueryNode {
  if (text.length > longestText)
    throw new QueryError(`The query is longer than ${longestText} characters.`, {
      position: longestText,
      length: text.length - longestText,
    });
  const parser = new Parser(text);
  return parser.all();
}

class Parser {
  private readonly scan: Scanner;
  private clauses = 0;

  constructor(text: string) {
    this.scan = new Scanner(text);
  }

  all(): QueryNode {
    this.scan.skipSpace();
    if (this.scan.isAtEnd) return { kind: 'all', at: { position: 0, length: this.scan.text.length } };
    const node = this.or(null, 0);
    if (!this.scan.isAtEnd)
      throw new QueryError(
        'This bracket closes nothing.',
        this.scan.here(),
        'Remove it, or write it as \\) or in quotes.',
      );
    return node;
  }

  private isOperator(): boolean {
    const { scan } = this;
    return scan.isWord('AND') || scan.isWord('OR') || scan.startsWith('&&') || scan.startsWith('||');
  }

  private or(field: Field | null, depth: number): QueryNode {
    const { scan } = this;
    const operands: { node: QueryNode; isRequired: boolean }[] = [];
    do {
      operands.push(this.and(field, depth));
    } while (scan.isWord('OR') ? scan.take('OR') : scan.take('||'));
    // Lucene: beside a clause marked `+`, the alternatives only change the ranking.
    const required = operands.filter((operand) => operand.isRequired).map((operand) => operand.node);
    const [first, ...rest] =
      operands.length > 1 && required.length > 0 ? required : operands.map((operand) => operand.node);
    if (first === undefined) throw new QueryError('Nothing is asked.', scan.here());
    return required.length > 0 && operands.length > 1 ? join('and', [first, ...rest]) : join('or', [first, ...rest]);
  }

  private and(field: Field | null, depth: number): { node: QueryNode; isRequired: boolean } {
    const { scan } = this;
    scan.skipSpace();
    let isRequired = scan.peek() === '+';
    const first = this.clause(field, depth);
    const rest: QueryNode[] = [];
    for (scan.skipSpace(); !scan.isAtEnd && scan.peek() !== ')'; scan.skipSpace()) {
      if (scan.isWord('OR') || scan.startsWith('||')) break;
      if (scan.isWord('AND')) scan.take('AND');
      else scan.take('&&');
      rest.push(this.clause(field, depth));
      isRequired = false;
    }
    return { node: join('and', [first, ...rest]), isRequired };
  }

  private clause(field: Field | null, depth: number): QueryNode {
    const { scan } = this;
    scan.skipSpace();
    if (depth > deepest)
      throw new QueryError(`More than ${deepest} levels are nested.`, scan.here(), 'Simplify the query.');
    const start = scan.position;
    if (this.isOperator())
      throw new QueryError(
        'An operator needs something on both sides.',
        { position: start, length: scan.isWord('AND') ? 3 : 2 },
        'To search for the word itself, quote it.',
      );
    if (scan.isAtEnd || scan.peek() === ')')
      throw new QueryError(
        start === 0 ? 'Nothing is asked.' : 'Something is missing here.',
        scan.here(),
        'Add a term, or remove the operator or bracket before it.',
      );
    const isNegated = scan.isWord('NOT') ? scan.take('NOT') : scan.take('-') || scan.take('!');
    if (isNegated) {
      const child = this.clause(field, depth + 1);
      return { kind: 'not', child, at: spanOver({ position: start, length: 0 }, child.at) };
    }
    if (scan.take('+')) return this.clause(field, depth + 1);
    return this.boosted(this.operand(field, depth), start);
  }

  private operand(field: Field | null, depth: number): QueryNode {
    const { scan } = this;
    if (scan.peek() === '(') return this.group(field, depth);
    this.clauses++;
    if (this.clauses > mostClauses)
      throw new QueryError(`More than ${mostClauses} terms are asked.`, scan.here(), 'Use a range or a wildcard.');
    const leaf = parseLeaf(scan, field);
    // A field in front of a bracket holds for all that is inside.
    return leaf.kind === 'group' ? this.group(leaf.field, depth) : leaf;
  }

  private group(field: Field | null, depth: number): QueryNode {
    const { scan } = this;
    const start = scan.position;
    scan.take('(');
    const node = this.or(field, depth + 1);
    if (!scan.take(')'))
      throw new QueryError('The bracket is not closed.', { position: start, length: 1 }, 'Add a closing ).');
    return node;
  }

  private boosted(node: QueryNode, start: number): QueryNode {
    const { scan } = this;
    if (scan.peek() !== '^') return node;
    const at = scan.position;
    scan.take('^');
    const by = scan.number();
    if (by === null)
      throw new QueryError(
        '^ needs a number.',
        scan.since(at),
        'For example ^2. To search for the character, write \\^.',
      );
    return { kind: 'boost', child: node, by, at: scan.since(start) };
  }
}
