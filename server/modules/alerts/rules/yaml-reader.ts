import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type ParsedNode,
} from 'yaml'
import { parseDuration } from '#modules/metrics'
import type { RuleFileProblem, TextsByName } from './rule-file.ts'

/** What stands at a place of a YAML file, with the problems that were found so far. */
export type YamlReader = {
  /** The top of the file. */
  readonly root: Node | null
  readonly problems: RuleFileProblem[]
  readonly problem: (node: Node | null, message: string) => void
  /** Entries of a mapping with only the keys that it may have; a problem for any other. */
  readonly fields: (node: Node | null, known: readonly string[], what: string) => ReadonlyMap<string, Node | null>
  readonly list: (node: Node | null, what: string) => readonly (Node | null)[]
  /** Any scalar as it was written; undefined, and a problem, for something else. */
  readonly text: (node: Node | null, what: string) => string | undefined
  readonly texts: (node: Node | null, what: string) => TextsByName
  readonly duration: (node: Node | null, what: string) => number | undefined
  readonly count: (node: Node | null, what: string) => number | undefined
}

/** What they stand for is read as often as they are written. */
export const maxAliases = 100
/** More problems of a file are not told. */
export const maxProblems = 50

export function readYaml(source: string): YamlReader {
  const lines = new LineCounter()
  const document: Document.Parsed = parseDocument(source, { lineCounter: lines, uniqueKeys: false, logLevel: 'error' })
  const problems: RuleFileProblem[] = []
  const add = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset)
    if (problems.length < maxProblems) problems.push({ line, column: col, message })
  }
  for (const { pos, message } of document.errors) add(pos[0], message.split(/ at line \d+|\n/, 1)[0] ?? message)

  const problem = (node: Node | null, message: string) => add((node as ParsedNode | null)?.range?.[0] ?? 0, message)
  const targets = document.errors.length === 0 ? aliasTargets(document) : new Map<Node, Node>()
  let aliases = 0
  /** An alias stands for the node that it names. */
  const resolve = (node: Node | null): Node | null => {
    if (!isAlias(node)) return node
    aliases++
    if (aliases === maxAliases + 1) problem(node, `more than ${maxAliases} aliases`)
    return aliases > maxAliases ? null : (targets.get(node) ?? null)
  }

  const entries = (node: Node | null, what: string): [key: string, keyNode: Node | null, value: Node | null][] => {
    const mapping = resolve(node)
    if (mapping === null || (isScalar(mapping) && mapping.value === null)) return []
    if (!isMap<Node | null, Node | null>(mapping)) {
      problem(node, `${what} is not a mapping`)
      return []
    }
    // Not left to the parser, which compares each key with every other one.
    const keys = new Set<string>()
    return mapping.items.map(({ key, value }) => {
      const text = scalarText(resolve(key)) ?? ''
      if (keys.has(text)) problem(key, `${what} has "${text}" twice`)
      keys.add(text)
      return [text, key, value]
    })
  }

  const reader: YamlReader = {
    root: document.contents,
    problems,
    problem,
    fields: (node, known, what) => {
      const found = new Map<string, Node | null>()
      for (const [key, keyNode, value] of entries(node, what)) {
        if (known.includes(key)) found.set(key, value)
        else problem(keyNode, `${what} has no field "${key}"`)
      }
      return found
    },
    list: (node, what) => {
      const list = resolve(node)
      if (list === null || (isScalar(list) && list.value === null)) return []
      if (isSeq<Node | null>(list)) return list.items
      problem(node, `${what} is not a list`)
      return []
    },
    text: (node, what) => {
      const text = scalarText(resolve(node))
      if (text === undefined) problem(node, `${what} is not a text`)
      return text
    },
    texts: (node, what) => {
      const read = new Map<string, string>()
      for (const [key, , value] of entries(node, what)) {
        const text = reader.text(value, `${what}: ${key}`)
        if (text !== undefined) read.set(key, text)
      }
      return read
    },
    duration: (node, what) => {
      const text = reader.text(node, what)
      if (text === undefined) return undefined
      const ms = text === '0' ? 0 : parseDuration(text)
      if (ms === undefined) problem(node, `${what}: ${JSON.stringify(text)} is not a valid duration`)
      return ms
    },
    count: (node, what) => {
      const text = reader.text(node, what)
      if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text)
      if (text !== undefined) problem(node, `${what}: ${JSON.stringify(text)} is not a whole number`)
      return undefined
    },
  }
  return reader
}

/** What each alias stands for: the last node before it with its anchor. In one walk, unlike the parser's own way. */
function aliasTargets(document: Document.Parsed): ReadonlyMap<Node, Node> {
  const anchors = new Map<string, Node>()
  const targets = new Map<Node, Node>()
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source)
        if (target) targets.set(node, target)
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  return targets
}

/** A plain scalar keeps its spelling (`expr: 1`, `severity: 007`, `on: yes`); nothing is the empty text. */
function scalarText(node: Node | null): string | undefined {
  if (node === null) return ''
  if (!isScalar(node)) return undefined
  if (typeof node.value === 'string') return node.value
  return node.value === null ? '' : node.source
}
