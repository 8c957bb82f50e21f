/**
 * A page's own style sheet, made safe by building it anew from what is on the lists below. What is not on a list does
 * not get through, whatever it is called tomorrow: no address is loaded, nothing is fixed over the page, no text is
 * added, and the result holds no character that could end the element in which it stands.
 */
import { generate, parse, tokenize, tokenTypes, walk, type CssNode, type Declaration, type Rule } from 'css-tree'
import * as allowed from './css-lists.ts'

export const maxCssChars = 20_000
const maxRules = 500
/** Of brackets in each other; parsers call themselves for each. */
const maxDepth = 16
const maxRemoved = 50
const maxMistakes = 500

/** What was left out, for whoever typed it. `line` counts from 1. */
export type Removed = { line: number; what: string; why: string }
export type FilteredCss = { css: string; removed: Removed[] }

const cache = new Map<string, FilteredCss>()
const maxCached = 200

/** Never throws. A sheet that is too long or too deep comes back empty. */
export function filterCss(source: string): FilteredCss {
  const found = cache.get(source)
  if (found) return found
  const made = filter(source)
  const oldest = cache.size >= maxCached ? cache.keys().next().value : undefined
  if (oldest !== undefined) cache.delete(oldest)
  cache.set(source, made)
  return made
}

function filter(source: string): FilteredCss {
  if (source.trim() === '') return { css: '', removed: [] }
  const refusal = refusalOf(source)
  if (refusal !== undefined) return refused(refusal)
  const removed: Removed[] = []
  const leaveOut: LeaveOut = (node, what, why) => {
    if (removed.length < maxRemoved) removed.push({ line: node.loc?.start.line ?? 1, what: what.slice(0, 100), why })
  }
  const sheet = parseSheet(source)
  if (!sheet) return refused('too many mistakes')
  const rules = sheet.type === 'StyleSheet' ? sheet.children.toArray() : []
  const css = rulesOf(rules.slice(0, maxRules), leaveOut, { mayNest: true })
  if (rules.length > maxRules) leaveOut(sheet, 'the rest', `at most ${maxRules} rules`)
  // The lists leave nothing of this over; should one ever do, nothing is shown rather than that.
  const safe = !/[<\\]|url\(|@(?!media )/i.test(css)
  return { css: safe ? css : '', removed }
}

function refused(why: string): FilteredCss {
  return { css: '', removed: [{ line: 1, what: 'the whole style sheet', why }] }
}

type LeaveOut = (node: CssNode, what: string, why: string) => void

/**
 * The parser's way out of a mistake is to skip to where brackets match, and where they do not it may go back and skip
 * for ever. So it gets nothing whose brackets do not match, and no more than so many mistakes.
 */
function refusalOf(source: string): string | undefined {
  if (source.length > maxCssChars) return `longer than ${maxCssChars} characters`
  const open: number[] = []
  let deepest = 0
  let matches = true
  tokenize(source, (type) => {
    const closedBy = pairs.get(type)
    if (closedBy !== undefined) open.push(closedBy)
    else if (closing.has(type)) matches &&= open.pop() === type
    else if (type === BadString || type === BadUrl) matches = false
    deepest = Math.max(deepest, open.length)
  })
  if (deepest > maxDepth) return `more than ${maxDepth} brackets in each other`
  return matches && open.length === 0 ? undefined : 'a bracket or a quotation mark has no other half'
}

const { BadString, BadUrl, RightParenthesis, RightSquareBracket, RightCurlyBracket } = tokenTypes
const pairs = new Map<number, number>([
  [tokenTypes.Function, RightParenthesis],
  [tokenTypes.LeftParenthesis, RightParenthesis],
  [tokenTypes.LeftSquareBracket, RightSquareBracket],
  [tokenTypes.LeftCurlyBracket, RightCurlyBracket],
])
const closing = new Set<number>([RightParenthesis, RightSquareBracket, RightCurlyBracket])

/** Undefined for what has too many mistakes. */
function parseSheet(source: string): CssNode | undefined {
  let mistakes = 0
  const tooMany = new Error('too many mistakes')
  const onParseError = (): void => {
    mistakes += 1
    if (mistakes > maxMistakes) throw tooMany
  }
  try {
    return parse(source, { positions: true, parseCustomProperty: true, onParseError })
  } catch (error) {
    if (error === tooMany) return undefined
    throw error
  }
}

function rulesOf(nodes: readonly CssNode[], leaveOut: LeaveOut, { mayNest }: { mayNest: boolean }): string {
  return nodes.map((node) => ruleOf(node, leaveOut, mayNest)).join('')
}

function ruleOf(node: CssNode, leaveOut: LeaveOut, mayNest: boolean): string {
  if (node.type === 'Rule') return styleRuleOf(node, leaveOut)
  if (node.type === 'Comment') return ''
  if (node.type !== 'Atrule') {
    leaveOut(node, node.type === 'Raw' ? node.value : node.type, 'this is no rule')
    return ''
  }
  if (node.name.toLowerCase() !== 'media' || !node.prelude || !node.block || !mayNest) {
    leaveOut(node, `@${node.name}`, mayNest ? 'only @media may be used' : '@media stands in no other @media')
    return ''
  }
  const wrong = unknownNode(node.prelude, allowed.mediaNodes)
  if (wrong !== undefined) {
    leaveOut(node, '@media', 'its condition is not understood')
    return ''
  }
  const inner = rulesOf(node.block.children.toArray().slice(0, maxRules), leaveOut, { mayNest: false })
  return inner === '' ? '' : `@media ${generate(node.prelude)}{${inner}}`
}

function styleRuleOf(rule: Rule, leaveOut: LeaveOut): string {
  const problem = problemOfSelector(rule.prelude)
  if (problem !== undefined) {
    leaveOut(rule, rule.prelude.type === 'Raw' ? rule.prelude.value : generate(rule.prelude), problem)
    return ''
  }
  const declarations: string[] = []
  for (const node of rule.block.children.toArray()) {
    if (node.type !== 'Declaration') {
      if (node.type !== 'Comment') leaveOut(node, generate(node), 'only declarations may stand here')
      continue
    }
    const wrong = problemOfDeclaration(node)
    if (wrong === undefined) declarations.push(generate(node))
    else leaveOut(node, `${node.property}: …`, wrong)
  }
  return declarations.length === 0 ? '' : `${generate(rule.prelude)}{${declarations.join(';')}}`
}

/** The type of the first node that is not on the list. */
function unknownNode(root: CssNode, types: ReadonlySet<string>): string | undefined {
  let unknown: string | undefined
  walk(root, (node) => {
    if (!types.has(node.type) || namesOf(node).some((name) => !plainName.test(name))) unknown ??= node.type
  })
  return unknown
}

/** Without escapes, in which a name could hide, and without letters that look like others. */
const plainName = /^[a-zA-Z0-9_-]*$/

function namesOf(node: CssNode): string[] {
  if (node.type === 'Dimension') return [node.unit]
  if (node.type === 'Hash') return [node.value]
  if (node.type === 'MediaQuery') return [node.modifier ?? '', node.mediaType ?? '']
  if (node.type === 'TypeSelector') return [node.name === '*' ? '' : node.name]
  if (node.type === 'Combinator') return []
  return 'name' in node && typeof node.name === 'string' ? [node.name] : []
}

function problemOfSelector(prelude: Rule['prelude']): string | undefined {
  if (prelude.type !== 'SelectorList') return 'this selector is not understood'
  const unknown = unknownNode(prelude, allowed.selectorNodes)
  if (unknown !== undefined) return `this kind of selector may not be used (${unknown})`
  let problem: string | undefined
  walk(prelude, (node) => {
    const isClass = node.type === 'PseudoClassSelector' && !allowed.pseudoClasses.has(node.name.toLowerCase())
    const isElement = node.type === 'PseudoElementSelector' && !allowed.pseudoElements.has(node.name.toLowerCase())
    if ((isClass || isElement) && 'name' in node) problem ??= `:${node.name} may not be used`
  })
  return problem
}

function problemOfDeclaration({ property, value }: Declaration): string | undefined {
  const name = property.toLowerCase()
  const custom = /^--[a-z][a-z0-9-]{0,39}$/.test(name)
  if (!custom && !allowed.properties.has(name)) return 'this property may not be used'
  if (value.type !== 'Value') return 'this value is not understood'
  let problem: string | undefined
  walk(value, (node) => {
    problem ??= problemOfValueNode(node)
  })
  if (problem !== undefined) return problem
  const only = allowed.valuesOf[name]
  if (only && !only.has(generate(value).toLowerCase())) return `only ${[...only].join(', ')} may stand here`
  return undefined
}

function problemOfValueNode(node: CssNode): string | undefined {
  if (node.type === 'Url') return 'nothing may be loaded from an address'
  if (node.type === 'Function') {
    return allowed.functions.has(node.name.toLowerCase()) ? undefined : `${node.name}() may not be used`
  }
  if (node.type === 'String') {
    return /^[\w .,-]{0,60}$/.test(node.value) ? undefined : 'only letters, digits and spaces may stand in quotes'
  }
  if (!allowed.valueNodes.has(node.type)) return 'this value is not understood'
  return namesOf(node).every((name) => plainName.test(name)) ? undefined : 'escapes may not be used'
}
