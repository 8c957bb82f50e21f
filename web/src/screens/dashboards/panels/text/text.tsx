import type { PanelOf } from '#common/dashboards'
import { createElement, Fragment, lazy, Suspense, useMemo, type ReactNode } from 'react'
import { usePanelScope } from '../scope.ts'
import { textOf } from '../text-of.ts'
import { parseHtml } from './parse-html.ts'
import { safeTree, type Safe } from './safe-tree.ts'

type TextPanel = PanelOf<'text'>

/** Only texts in Markdown need its parser. */
const Markdown = lazy(async () => {
  const { toHtml } = await import('./markdown.ts')
  return { default: ({ text }: { text: string }) => <Html text={useMemo(() => toHtml(text), [text])} /> }
})

/** A text of the dashboard's author, with variables filled in. It becomes elements one by one, never markup. */
export function Text({ panel }: { panel: TextPanel }) {
  const scope = usePanelScope()
  const { mode, content } = panel.options
  const text = textOf(content, panel, scope)
  return (
    <div
      tabIndex={0}
      role="group"
      aria-label={panel.title || 'Text'}
      className="h-full overflow-auto rounded px-1 text-base [&_a]:text-link [&_blockquote]:my-2 [&_blockquote]:border-l-2 [&_blockquote]:border-line-strong [&_blockquote]:pl-3 [&_blockquote]:text-muted [&_code]:rounded [&_code]:bg-sunken [&_code]:px-1 [&_code]:text-sm [&_dd]:ml-4 [&_h3]:mt-3 [&_h3]:mb-1 [&_h3]:text-lg [&_h3]:font-semibold [&_h3:first-child]:mt-0 [&_h4]:mt-3 [&_h4]:mb-1 [&_h4]:text-md [&_h4]:font-semibold [&_h5]:mt-2 [&_h5]:font-semibold [&_h6]:mt-2 [&_h6]:font-semibold [&_hr]:my-3 [&_hr]:border-line [&_img]:max-w-full [&_ol]:list-decimal [&_ol]:pl-5 [&_p]:my-1.5 [&_pre]:my-2 [&_pre]:overflow-x-auto [&_pre]:rounded-md [&_pre]:bg-sunken [&_pre]:p-2 [&_table]:my-2 [&_td]:border [&_td]:border-line [&_td]:px-2 [&_td]:py-1 [&_th]:border [&_th]:border-line [&_th]:bg-sunken [&_th]:px-2 [&_th]:py-1 [&_ul]:list-disc [&_ul]:pl-5"
    >
      {mode === 'code' && <pre>{text}</pre>}
      {mode === 'html' && <Html text={text} />}
      {mode === 'markdown' && (
        <Suspense fallback={<p className="whitespace-pre-line text-muted">{text}</p>}>
          <Markdown text={text} />
        </Suspense>
      )}
    </div>
  )
}

function Html({ text }: { text: string }) {
  const nodes = useMemo(() => safeTree(parseHtml(text)), [text])
  return <>{nodes.map(nodeOf)}</>
}

function nodeOf(node: Safe | string, at: number): ReactNode {
  if (typeof node === 'string') return <Fragment key={at}>{node}</Fragment>
  const { name, href, src, alt, span, style, children } = node
  const attributes = {
    ...{ key: at, ...(style && { style }), ...(span !== undefined && { colSpan: span }) },
    ...(href !== undefined && { href, target: '_blank', rel: 'noreferrer' }),
    ...(src !== undefined && { src, alt }),
  }
  return children.length > 0
    ? createElement(name, attributes, ...children.map(nodeOf))
    : createElement(name, attributes)
}
