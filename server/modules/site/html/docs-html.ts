/** The documentation: our own Markdown files, and nothing else. What they hold is escaped like any text. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import MarkdownIt from 'markdown-it'
import { markup, type Html } from '#platform/markup'
import type { Facts } from '../policy/rule.ts'
import { pageHtml } from './layout.ts'

const directory = join(import.meta.dirname, '..', '..', '..', '..', 'docs')

export type Doc = { name: string; title: string; text: string }
type Group = { title: string; docs: readonly Doc[] }
export type Docs = { find(name: string): Doc | undefined; groups: readonly Group[] }

/** All files of `docs/` and `docs/adr/`, grouped as `index.md` lists them; `adr/0001-…` is a name too. */
export function loadDocs(from = directory): Docs {
  const docs = new Map([...filesOf(from, ''), ...filesOf(join(from, 'adr'), 'adr/')].map((doc) => [doc.name, doc]))
  const groups = groupsOf(docs.get('index')?.text ?? '', docs)
  const listed = new Set(['index', ...groups.flatMap((group) => group.docs.map(({ name }) => name))])
  const rest = [...docs.values()].filter(({ name }) => !listed.has(name))
  const further = rest.filter(({ name }) => !name.startsWith('adr/'))
  const decisions = rest.filter(({ name }) => name.startsWith('adr/'))
  return {
    find: (name) => docs.get(name),
    groups: [...groups, { title: 'Further pages', docs: further }, { title: 'Decisions', docs: decisions }].filter(
      (group) => group.docs.length > 0,
    ),
  }
}

function filesOf(folder: string, prefix: string): Doc[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'))
  return names.toSorted().map((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    const title = /^# (.+)$/m.exec(text)?.[1] ?? name
    return { name: `${prefix}${name.slice(0, -3)}`, title: title.replaceAll('`', ''), text }
  })
}

/** A line that ends with a colon heads the list below it. */
function groupsOf(index: string, docs: ReadonlyMap<string, Doc>): Group[] {
  const groups: { title: string; docs: Doc[] }[] = []
  for (const line of index.split('\n')) {
    const doc = docs.get(/^- \[[^\]]+\]\(([\w-]+)\.md\)/.exec(line)?.[1] ?? '')
    if (doc) groups.at(-1)?.docs.push(doc)
    else if (/^\w[^[]*:$/.test(line)) groups.push({ title: line.slice(0, -1), docs: [] })
  }
  return groups
}

export function docHtml(facts: Facts, docs: Docs, doc: Doc): string {
  const entry = ({ name, title }: Doc) =>
    markup`<li><a href="/docs/${name}"${name === doc.name && markup` aria-current="page"`}>${title}</a></li>`
  const groups = docs.groups.filter(({ title }) => title !== 'Decisions' || doc.name.startsWith('adr/'))
  return pageHtml(facts, {
    path: doc.name === 'index' ? '/docs' : `/docs/${doc.name}`,
    title: doc.title,
    description: `${doc.title}: documentation of ${facts.profile.operator.product}.`,
    side: markup`${groups.map(({ title, docs: own }) => markup`<p>${title}</p><ul>${own.map(entry)}</ul>`)}
<p>This installation</p><ul><li><a href="/privacy">Privacy policy</a></li><li><a href="${facts.appUrl === facts.siteUrl ? '' : facts.appUrl}/api/openapi.json">OpenAPI document</a></li></ul>`,
    main: rendered(doc, docs),
  })
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false })
const { rules } = markdown.renderer

rules.table_open = () => '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n'
rules.table_close = () => '</table></div>\n'
rules.fence = (tokens, index) => code(tokens[index]?.content ?? '')
rules.code_block = (tokens, index) => code(tokens[index]?.content ?? '')
rules.heading_open = (tokens, index) => {
  const { tag = 'h2' } = tokens[index] ?? {}
  return `<${tag} id="${anchorOf(tokens[index + 1]?.content ?? '')}">`
}

// A table without heads has no head cells.
rules.th_open = (tokens, index) => (tokens[index + 1]?.content === '' ? '<td>' : '<th scope="col">')
rules.th_close = (tokens, index) => (tokens[index - 1]?.content === '' ? '</td>' : '</th>')

function code(text: string): string {
  return `<pre tabindex="0"><code>${markdown.utils.escapeHtml(text)}</code></pre>\n`
}

/** As readers of Markdown make them: `## The master key` is `#the-master-key`. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(/\s+/g, '-')
}

function rendered(doc: Doc, docs: Docs): Html {
  const tokens = markdown.parse(doc.text, {})
  for (const { children } of tokens) {
    let unlinked = false
    for (const child of children ?? []) {
      if (child.type === 'link_open') {
        const target = targetOf(String(child.attrGet('href') ?? ''), doc, docs)
        unlinked = target === undefined
        if (target !== undefined) child.attrSet('href', target)
      }
      // A file that comes with the program and is no page here is named and not linked.
      const wasLink = child.type === 'link_open' || child.type === 'link_close'
      if (unlinked && wasLink) child.hidden = true
      if (child.type === 'link_close') unlinked = false
    }
  }
  for (const { children } of tokens) {
    const shown = children?.filter(({ type, hidden }) => !(hidden && type.startsWith('link_')))
    if (children && shown) children.splice(0, children.length, ...shown)
  }
  return { markup: markdown.renderer.render(tokens, markdown.options, {}) }
}

/** Links between files become links between pages; undefined for what is no page. */
function targetOf(href: string, doc: Doc, docs: Docs): string | undefined {
  if (/^(https?:|mailto:|#|\/)/.test(href)) return href
  const [path = '', anchor] = href.split('#')
  const { pathname } = new URL(path, `http://docs/${doc.name}`)
  const name = pathname.slice(1).replace(/\.md$/, '')
  if (name === 'adr/') return `/docs/${docs.groups.find(({ title }) => title === 'Decisions')?.docs[0]?.name ?? ''}`
  if (!docs.find(name)) return undefined
  return `/docs${name === 'index' ? '' : `/${name}`}${anchor === undefined ? '' : `#${anchor}`}`
}
