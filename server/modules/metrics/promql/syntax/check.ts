/** Types: what may stand where. Messages are Prometheus'. */
import { PromqlError } from '../errors.ts'
import { type Expression, type ValueType, isComparison, isSetOp, unwrap } from './ast.ts'
import { signatures } from './functions.ts'
import { parseError } from './lexer.ts'

const names: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
}

export function typeOf(node: Expression): ValueType {
  switch (node.kind) {
    case 'number':
      return 'scalar'
    case 'string':
      return 'string'
    case 'paren':
    case 'unary':
      return typeOf(node.of)
    case 'selector':
    case 'aggregate':
      return 'vector'
    case 'rangeSelector':
    case 'subquery':
      return 'matrix'
    case 'binary':
      return typeOf(node.left) === 'scalar' && typeOf(node.right) === 'scalar' ? 'scalar' : 'vector'
    case 'call':
      return signatures.get(node.name)?.returns ?? 'vector'
  }
}

/** Throws where a node does not fit in its place. */
export function checkTypes(node: Expression, source: string): void {
  const fail = (at: Expression, message: string): never => {
    throw parseError(source, at.span.start, message)
  }
  const expect = (child: Expression, wanted: ValueType, context: string) => {
    const type = typeOf(child)
    if (type !== wanted) fail(child, `expected type ${names[wanted]} in ${context}, got ${names[type]}`)
  }
  switch (node.kind) {
    case 'selector':
      // Otherwise it would select every series there is.
      if (!node.matchers.some(({ matches }) => !matches(''))) {
        fail(node, 'vector selector must contain at least one non-empty matcher')
      }
      return
    case 'paren':
      checkTypes(node.of, source)
      return
    case 'rangeSelector':
      checkTypes(node.selector, source)
      return
    case 'unary': {
      checkTypes(node.of, source)
      const type = typeOf(node.of)
      if (type === 'scalar' || type === 'vector') return
      fail(
        node.of,
        `unary expression only allowed on expressions of type scalar or instant vector, got "${names[type]}"`,
      )
      return
    }
    case 'subquery': {
      checkTypes(node.of, source)
      const type = typeOf(node.of)
      if (type !== 'vector') fail(node, `subquery is only allowed on instant vector, got ${names[type]} instead`)
      return
    }
    case 'binary':
      checkBinary(node, source)
      return
    case 'aggregate':
      checkTypes(node.of, source)
      expect(node.of, 'vector', 'aggregation expression')
      if (!node.parameter) return
      checkTypes(node.parameter, source)
      expect(node.parameter, node.op === 'count_values' ? 'string' : 'scalar', 'aggregation parameter')
      return
    case 'call':
      checkCall(node, source)
      return
    default:
  }
}

function checkBinary(node: Extract<Expression, { kind: 'binary' }>, source: string): void {
  const { op, left, right, bool, matching } = node
  checkTypes(left, source)
  checkTypes(right, source)
  const types = [typeOf(left), typeOf(right)]
  for (const [index, type] of types.entries()) {
    if (type !== 'scalar' && type !== 'vector') {
      const at = index === 0 ? left : right
      throw parseError(source, at.span.start, 'binary expression must contain only scalar and instant vector types')
    }
  }
  const scalars = types.filter((type) => type === 'scalar').length
  if (isSetOp(op) && scalars > 0) {
    throw parseError(source, node.span.start, `set operator "${op}" not allowed in binary scalar expression`)
  }
  if (isComparison(op) && scalars === 2 && !bool) {
    throw parseError(source, node.span.start, 'comparisons between scalars must use BOOL modifier')
  }
  if (scalars > 0 && matching) {
    throw parseError(source, node.span.start, 'vector matching only allowed between instant vectors')
  }
}

function checkCall(node: Extract<Expression, { kind: 'call' }>, source: string): void {
  const signature = signatures.get(node.name)
  if (!signature) throw parseError(source, node.span.start, `unknown function with name "${node.name}"`)
  const { args, optional } = signature
  const given = node.args.length
  const least = args.length - Math.abs(optional)
  const say = (message: string) =>
    parseError(source, node.span.start, `${message} in call to "${node.name}", got ${given}`)
  if (optional === 0 && given !== args.length) throw say(`expected ${args.length} argument(s)`)
  if (given < least) throw say(`expected at least ${least} argument(s)`)
  if (optional > 0 && given > args.length) throw say(`expected at most ${args.length} argument(s)`)
  for (const [index, arg] of node.args.entries()) {
    const wanted = args[Math.min(index, args.length - 1)] ?? 'vector'
    // The second argument of `info` filters labels; it selects no series of its own.
    if (node.name !== 'info' || index !== 1) checkTypes(arg, source)
    const type = typeOf(arg)
    if (type !== wanted) {
      const message = `expected type ${names[wanted]} in call to function "${node.name}", got ${names[type]}`
      throw parseError(source, arg.span.start, message)
    }
  }
  if (node.name === 'info' && node.args[1]) {
    const second = unwrap(node.args[1])
    if (second.kind !== 'selector' || second.name !== undefined) {
      throw parseError(source, node.args[1].span.start, 'expected label selectors only in call to function "info"')
    }
  }
  checkExtensions(node)
}

const extensible: Readonly<Record<'anchored' | 'smoothed', readonly string[]>> = {
  anchored: ['changes', 'delta', 'increase', 'rate', 'resets'],
  smoothed: ['delta', 'increase', 'rate'],
}

function checkExtensions(node: Extract<Expression, { kind: 'call' }>): void {
  for (const arg of node.args) {
    const inner = unwrap(arg)
    const extension = inner.kind === 'rangeSelector' ? inner.selector.extension : undefined
    if (!extension || extensible[extension].includes(node.name)) continue
    const allowed = extensible[extension].join(', ')
    const message = `${extension} modifier can only be used with: ${allowed} - not with ${node.name}`
    throw new PromqlError('parse', message)
  }
}
