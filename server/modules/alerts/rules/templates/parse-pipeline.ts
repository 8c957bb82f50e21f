import { unquote } from '#modules/metrics'
import type { Cursor } from './cursor.ts'
import { isKnownFunction } from './functions.ts'
import type { Command, Operand, Pipeline } from './syntax.ts'
import type { Value } from './values.ts'

/** `pipeline`, `$x := pipeline` or `$x = pipeline`; with `inRange` also `$key, $item := pipeline`. */
export function parsePipeline(cursor: Cursor, { inRange = false }: { inRange?: boolean } = {}): Pipeline {
  const line = cursor.line()
  const declaration = declarationAt(cursor, inRange)
  cursor.skip(declaration?.length ?? 0)
  const variables = declaration?.names ?? []
  const declares = declaration?.declares ?? true
  if (!declares) for (const name of variables) checkVariable(cursor, name)
  const commands = [parseCommand(cursor)]
  while (cursor.accept('mark', '|')) commands.push(parseCommand(cursor))
  if (commands.slice(1).some(({ operands }) => operands[0]?.kind !== 'function')) {
    cursor.fail('only a function can take the result of a pipeline')
  }
  if (declares) cursor.known.push(...variables)
  return { variables, declares, commands, line }
}

function declarationAt(
  cursor: Cursor,
  inRange: boolean,
): { names: string[]; declares: boolean; length: number } | undefined {
  const names: string[] = []
  for (let length = 0; ; length += 2) {
    const [token, mark] = [cursor.look(length), cursor.look(length + 1)]
    if (token?.kind !== 'variable' || mark?.kind !== 'mark') return undefined
    names.push(token.text)
    if (mark.text === ':=' || mark.text === '=') return { names, declares: mark.text === ':=', length: length + 2 }
    if (mark.text !== ',' || !inRange || names.length === 2) return undefined
  }
}

function parseCommand(cursor: Cursor): Command {
  const line = cursor.line()
  const operands: Operand[] = []
  for (let operand = parseOperand(cursor); operand; operand = parseOperand(cursor)) operands.push(operand)
  const [first] = operands
  if (!first) return cursor.fail(`missing value, found ${cursor.look()?.text ?? 'the end'}`)
  if (operands.length > 1 && first.kind !== 'function') cursor.fail('only a function has arguments')
  return { operands, line }
}

function parseOperand(cursor: Cursor): Operand | undefined {
  const token = cursor.look()
  if (!token) return undefined
  if (token.kind === 'string') return { kind: 'value', value: cursor.text() }
  if (token.kind === 'mark' && token.text === '(') return parseParentheses(cursor)
  const read = operands[token.kind === 'mark' && token.text === '.' ? 'dot' : token.kind]
  if (!read) return undefined
  cursor.skip(1)
  return read(cursor, token.text)
}

const operands: Readonly<Record<string, (cursor: Cursor, text: string) => Operand>> = {
  dot: () => ({ kind: 'dot', fields: [] }),
  field: (cursor, text) => ({ kind: 'dot', fields: [text.slice(1), ...parseFields(cursor)] }),
  variable: (cursor, name) => {
    checkVariable(cursor, name)
    return { kind: 'variable', name, fields: parseFields(cursor) }
  },
  word: (cursor, word) => {
    const constant = constants.get(word)
    if (constant !== undefined) return { kind: 'value', value: constant }
    if (!isKnownFunction(word)) cursor.fail(`function "${word}" not defined`)
    return { kind: 'function', name: word }
  },
  number: (cursor, text) => ({ kind: 'value', value: readNumber(cursor, text) }),
  char: (cursor, text) => {
    const char = unquote(text.slice(1, -1), "'") ?? cursor.fail('a wrong escape in a character')
    return { kind: 'value', value: BigInt(char.codePointAt(0) ?? 0) }
  },
}

const constants: ReadonlyMap<string, Value> = new Map([
  ['true', true],
  ['false', false],
  ['nil', null],
])

function parseParentheses(cursor: Cursor): Operand {
  cursor.skip(1)
  const pipeline = cursor.nested(() => parsePipeline(cursor))
  cursor.expect('mark', ')')
  return { kind: 'pipeline', pipeline, fields: parseFields(cursor) }
}

/** Fields that follow without a blank. */
function parseFields(cursor: Cursor): string[] {
  const fields: string[] = []
  for (let token = cursor.peek('field'); token && !token.spaced; token = cursor.peek('field')) {
    fields.push(token.text.slice(1))
    cursor.skip(1)
  }
  return fields
}

function readNumber(cursor: Cursor, text: string): Value {
  if (!/^[+-]?(?:\d+|0[xX][0-9a-fA-F]+)$/.test(text)) return Number(text)
  const value = BigInt(text.replace(/^[+-]/, ''))
  if (value >= 2n ** 63n) cursor.fail(`${text} is too large`)
  return text.startsWith('-') ? -value : value
}

function checkVariable(cursor: Cursor, name: string): void {
  if (!cursor.known.includes(name)) cursor.fail(`undefined variable "${name}"`)
}
