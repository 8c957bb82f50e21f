/** What may stand in a text panel. Everything else is left out, with its attributes; unknown elements keep their words. */
import { safeUrl } from '#common/dashboards'
import { safeStyle } from './safe-style.ts'

/** A parsed document without anything that could act. */
export type Parsed = {
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly (Parsed | string)[]
}

export type Safe = {
  name: string
  href?: string
  src?: string
  alt?: string
  span?: number
  style?: Record<string, string>
  children: (Safe | string)[]
}

const allowed = new Map<string, string>(
  [
    ...[
      'p',
      'ul',
      'ol',
      'li',
      'strong',
      'b',
      'em',
      'i',
      'u',
      's',
      'del',
      'ins',
      'mark',
      'code',
      'pre',
      'kbd',
      'blockquote',
      'hr',
      'br',
    ],
    ...[
      'a',
      'img',
      'table',
      'thead',
      'tbody',
      'tfoot',
      'tr',
      'th',
      'td',
      'caption',
      'span',
      'div',
      'sub',
      'sup',
      'small',
      'details',
      'summary',
    ],
    ...['dl', 'dt', 'dd', 'section', 'article', 'figure', 'figcaption'],
  ].map((name) => [name, name] as const),
)
allowed.set('center', 'div')
/** Their words are no text: they go with all that is in them. */
const dropped = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'template',
  'noscript',
  'title',
  'head',
  'svg',
  'math',
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'link',
  'meta',
  'base',
  'audio',
  'video',
  'canvas',
])

const deepest = 40
const most = 10_000

export function safeTree(children: Parsed['children']): (Safe | string)[] {
  return safeChildren(children, 0, { nodes: most, heading: titleLevel })
}

function safeChildren(children: Parsed['children'], depth: number, left: Left): (Safe | string)[] {
  if (depth > deepest) return []
  return children.flatMap((child): (Safe | string)[] => {
    left.nodes -= 1
    if (left.nodes < 0) return []
    if (typeof child === 'string') return [child]
    if (dropped.has(child.name)) return []
    const inner = safeChildren(child.children, depth + 1, left)
    const name = headingOf(child.name, left) ?? allowed.get(child.name)
    return name === undefined ? inner : elementOf(name, child, inner)
  })
}

/** Of the panel's title: what is written in it goes on from there, and leaves no level out. */
const titleLevel = 2
type Left = { nodes: number; heading: number }

function headingOf(name: string, left: Left): string | undefined {
  const level = Number(/^h([1-6])$/.exec(name)?.[1])
  if (Number.isNaN(level)) return undefined
  left.heading = Math.min(level + titleLevel, left.heading + 1, 6)
  return `h${left.heading}`
}

function elementOf(name: string, { attributes }: Parsed, children: (Safe | string)[]): (Safe | string)[] {
  const style = safeStyle(attributes['style'] ?? (attributes['align'] ? `text-align: ${attributes['align']}` : ''))
  const styled = Object.keys(style).length > 0 ? { style } : {}
  if (name === 'a') {
    const href = safeUrl(attributes['href'] ?? '')
    return href ? [{ name, href, ...styled, children }] : children
  }
  if (name === 'img') return imageOf(attributes)
  const span = Number(attributes['colspan'])
  return [{ name, ...styled, ...(name.startsWith('t') && span > 1 && span <= 100 && { span }), children }]
}

/** Pictures from elsewhere would tell who looks at the dashboard: they become links. */
function imageOf({ src = '', alt = '' }: Parsed['attributes']): (Safe | string)[] {
  if (/^data:image\/(?:png|jpeg|gif|webp|svg\+xml);/i.test(src)) return [{ name: 'img', src, alt, children: [] }]
  const href = safeUrl(src)
  return href ? [{ name: 'a', href, children: [alt || 'picture'] }] : alt ? [alt] : []
}
