import type { Panel } from '#common/dashboards'
import Table2 from 'lucide-react/icons/table-2'
import { memo, useId, useRef, useState, type ReactNode } from 'react'
import { IconButton } from '../../../components/button.tsx'
import { useSize } from '../../../components/chart/use-size.ts'
import { cn } from '../../../components/class-names.ts'
import { PanelBody } from './panel-body.tsx'
import { usePanelScope } from './scope.ts'
import { textOf } from './text-of.ts'
import { useInView } from './use-in-view.ts'
import { usePanelData } from './use-panel-data.ts'
import { About, Warnings } from './signs.tsx'

type Props = {
  panel: Panel
  /** Stands at the right of the title: the panel's menu. */
  actions?: ReactNode
}

/** These are drawn, and so have a table for who cannot see them. */
const drawn: ReadonlySet<string> = new Set(['timeseries', 'heatmap', 'state-timeline'])

/** A small panel has room for its title or for these: they come when they are wanted. */
const tools = cn(
  'flex items-center gap-0.5',
  '@max-[14rem]/panel:absolute @max-[14rem]/panel:right-1 @max-[14rem]/panel:rounded-md @max-[14rem]/panel:bg-raised',
  '@max-[14rem]/panel:opacity-0 group-hover/panel:opacity-100 group-focus-within/panel:opacity-100',
  'pointer-coarse:static pointer-coarse:opacity-100',
)

/** A panel as a card that fills its box: title, what has to be told beside it, and what it shows or why it shows nothing. */
export const PanelView = memo(function PanelView({ panel, actions }: Props) {
  const scope = usePanelScope()
  const card = useRef<HTMLElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const id = useId()
  const inView = useInView(card)
  const { width } = useSize(body)
  const state = usePanelData(panel, { enabled: inView, widthPx: width })
  const [asTable, setAsTable] = useState(false)
  const title = textOf(panel.title, panel, scope)
  const description = textOf(panel.description ?? '', panel, scope)
  const bare = panel.transparent && title === ''
  return (
    <section
      ref={card}
      {...(title === '' ? { 'aria-label': 'Panel without a title' } : { 'aria-labelledby': id })}
      aria-busy={state.fetching}
      data-panel={panel.key}
      data-panel-kind={panel.kind}
      className={cn(
        'group/panel @container/panel relative flex h-full min-h-0 min-w-0 flex-col rounded-lg',
        !panel.transparent && 'border border-line bg-raised shadow-card',
      )}
    >
      {state.fetching && <div aria-hidden className="live-dot absolute inset-x-3 top-0 z-1 h-px bg-accent" />}
      <header
        data-panel-header
        className={cn(
          'flex h-8 shrink-0 items-center gap-0.5 pr-1 pl-2.5',
          bare && 'absolute inset-x-0 top-0 z-2 opacity-0 group-hover/panel:opacity-100 focus-within:opacity-100',
        )}
      >
        <h2 id={id} className="min-w-0 truncate text-sm font-medium" title={title}>
          {title}
        </h2>
        <Warnings state={state} title={title} />
        <span className="min-w-1 flex-1" />
        <span className={tools}>
          <About text={description} title={title} />
          {drawn.has(panel.kind) && state.data && (
            <IconButton
              label={asTable ? 'Show the chart' : 'Show as a table'}
              aria-pressed={asTable}
              className="size-6 opacity-0 group-focus-within/panel:opacity-100 group-hover/panel:opacity-100 aria-pressed:opacity-100 pointer-coarse:size-8 pointer-coarse:opacity-100"
              onClick={() => setAsTable(!asTable)}
            >
              <Table2 aria-hidden />
            </IconButton>
          )}
          {actions}
        </span>
      </header>
      <div className={cn('min-h-0 min-w-0 flex-1 px-2 pb-2', bare && 'pt-2', state.error !== null && 'stale')}>
        {/* The width without the padding decides how many points are asked for. */}
        <div ref={body} className="h-full min-h-0 min-w-0">
          <PanelBody panel={panel} state={state} asTable={asTable} />
        </div>
      </div>
    </section>
  )
})
