import { createCursor, type Cursor } from './cursor.ts'
import { tokenize } from './lexer.ts'
import { parsePipeline } from './parse-pipeline.ts'
import type { Node, Template } from './syntax.ts'
import { TemplateError } from './template-error.ts'

export const maxTemplateLength = 100_000

type Parser = { readonly cursor: Cursor; readonly named: Map<string, readonly Node[]>; readonly shared: number }
type Block = 'if' | 'with' | 'range'

/** Reads a template; `variables` are those that it may use without declaring them. Throws `TemplateError`. */
export function parseTemplate(source: string, variables: readonly string[]): Template {
  if (source.length > maxTemplateLength) throw new TemplateError(`longer than ${maxTemplateLength} characters`, 1)
  const cursor = createCursor(tokenize(source), variables)
  const parser: Parser = { cursor, named: new Map(), shared: cursor.known.length }
  const body = parseNodes(parser, false)
  if (!cursor.atEnd()) cursor.fail(`unexpected {{${cursor.look(1)?.text ?? ''}}}`)
  return { body, named: parser.named }
}

/** Nodes up to the `else` or `end` of the block that they are in, or to the end. */
function parseNodes(parser: Parser, inLoop: boolean): Node[] {
  const { cursor } = parser
  const nodes: Node[] = []
  const scope = cursor.known.length
  while (!cursor.atEnd()) {
    const text = cursor.accept('text')
    const next = cursor.look(1)
    if (text) {
      nodes.push({ kind: 'text', text: text.text })
    } else if (next?.kind === 'word' && (next.text === 'end' || next.text === 'else')) {
      break
    } else {
      const node = parseAction(parser, inLoop)
      if (node) nodes.push(node)
    }
  }
  cursor.known.length = scope
  return nodes
}

function parseAction(parser: Parser, inLoop: boolean): Node | undefined {
  const { cursor } = parser
  const { line } = cursor.expect('open')
  const word = cursor.peek('word')?.text
  switch (word) {
    case 'if':
    case 'with':
    case 'range':
      cursor.skip(1)
      return cursor.nested(() => parseBlock(parser, word, inLoop, line))
    case 'break':
    case 'continue':
      cursor.skip(1)
      if (!inLoop) cursor.fail(`{{${word}}} outside of {{range}}`)
      cursor.expect('close')
      return { kind: word, line }
    case 'define':
      cursor.skip(1)
      parseDefinition(parser)
      return undefined
    case 'template':
      cursor.skip(1)
      return parseCall(parser, line)
    default: {
      const pipeline = parsePipeline(cursor)
      cursor.expect('close')
      return { kind: 'action', pipeline, line }
    }
  }
}

function parseBlock(parser: Parser, kind: Block, inLoop: boolean, line: number): Node {
  const { cursor } = parser
  const scope = cursor.known.length
  const pipeline = parsePipeline(cursor, { inRange: kind === 'range' })
  cursor.expect('close')
  const body = parseNodes(parser, inLoop || kind === 'range')
  const otherwise = parseElse(parser, kind, inLoop)
  cursor.known.length = scope
  return { kind, pipeline, body, otherwise, line }
}

/** What follows the body: `{{end}}`, `{{else}}…{{end}}`, or `{{else if …}}` and on. */
function parseElse(parser: Parser, kind: Block, inLoop: boolean): Node[] {
  const { cursor } = parser
  if (cursor.atEnd()) cursor.fail(`unexpected end: {{${kind}}} is not closed`)
  const { line } = cursor.expect('open')
  if (cursor.accept('word', 'end')) {
    cursor.expect('close')
    return []
  }
  cursor.expect('word', 'else')
  if (kind !== 'range' && cursor.accept('word', kind)) {
    return [cursor.nested(() => parseBlock(parser, kind, inLoop, line))]
  }
  cursor.expect('close')
  const nodes = parseNodes(parser, inLoop)
  expectEnd(cursor)
  return nodes
}

/** A template of its own sees no variable of the outer one but those that every template has. */
function parseDefinition({ cursor, named, shared }: Parser): void {
  const name = cursor.text()
  cursor.expect('close')
  const outer = cursor.known.splice(shared)
  const body = cursor.nested(() => parseNodes({ cursor, named, shared }, false))
  expectEnd(cursor)
  cursor.known.push(...outer)
  named.set(name, body)
}

function parseCall({ cursor }: Parser, line: number): Node {
  const name = cursor.text()
  const pipeline = cursor.peek('close') ? undefined : parsePipeline(cursor)
  cursor.expect('close')
  return { kind: 'template', name, pipeline, line }
}

function expectEnd(cursor: Cursor): void {
  if (cursor.atEnd()) cursor.fail('unexpected end: a block is not closed')
  cursor.expect('open')
  cursor.expect('word', 'end')
  cursor.expect('close')
}
