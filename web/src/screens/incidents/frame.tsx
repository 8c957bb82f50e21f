import ChevronRight from 'lucide-react/icons/chevron-right'
import { memo, useState } from 'react'
import type { Frame } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import type { SourceState } from './source-state.ts'
import { placeOf } from './stack-text.ts'
import { EventTable } from './values-table.tsx'

/** One call: where, in what, with its source around it. */
type Props = { frame: Frame; state: SourceState; startOpen: boolean; dim?: boolean }

export const FrameView = memo(function FrameView({ frame, state, startOpen, dim }: Props) {
  const [open, setOpen] = useState(startOpen)
  const variables = Object.entries(frame.variables ?? {})
  const more = frame.contextLine !== undefined || variables.length > 0 || frame.minified !== undefined
  const head = (
    <>
      <ChevronRight
        className={cn(
          'size-3.5 shrink-0 text-faint transition-transform duration-100',
          open && more && 'rotate-90',
          !more && 'invisible',
        )}
        aria-hidden
      />
      <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2.5">
        <code className={cn('text-xs break-all', dim ? 'text-muted' : 'font-semibold')}>
          <bdi>{frame.function ?? '<anonymous>'}</bdi>
        </code>
        <code className="text-xs break-all text-muted" title={frame.path}>
          <bdi>{placeOf(frame)}</bdi>
        </code>
      </span>
      <Badge state={state} />
    </>
  )
  const className = 'flex w-full items-center gap-2 px-3.5 py-1.5 text-left'
  return (
    <li className="border-b border-line last:border-b-0">
      {more ? (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className={cn(className, 'hover:bg-hover')}
        >
          {head}
        </button>
      ) : (
        <div className={className}>{head}</div>
      )}
      {open && more && (
        <>
          {frame.contextLine !== undefined && <Source frame={frame} />}
          {frame.minified && <Generated place={frame.minified} />}
          {variables.length > 0 && (
            <details className="border-t border-line px-3.5 pl-9">
              <summary className="py-1.5 text-xs text-faint hover:text-text">Variables ({variables.length})</summary>
              <div className="pb-2">
                <EventTable bare label="Variables" rows={variables} />
              </div>
            </details>
          )}
        </>
      )}
    </li>
  )
})

const badges: Partial<Record<SourceState, { word: string; title: string; className: string }>> = {
  missing: {
    word: 'No source map',
    title: 'Generated code: its source map was not uploaded, or could not be used',
    className: 'bg-degraded-soft text-degraded',
  },
  generated: {
    word: 'Generated',
    title: 'This looks like generated code, and names no source map',
    className: 'bg-degraded-soft text-degraded',
  },
}

function Badge({ state }: { state: SourceState }) {
  const badge = badges[state]
  if (!badge) return null
  return (
    <span title={badge.title} className={cn('shrink-0 rounded px-1.5 text-2xs font-medium', badge.className)}>
      {badge.word}
    </span>
  )
}

/** Where it was in the bundle: what the sender said. */
function Generated({ place }: { place: NonNullable<Frame['minified']> }) {
  return (
    <p className="border-t border-line px-3.5 py-1.5 pl-9 text-xs text-faint">
      In the bundle:{' '}
      <code className="break-all">
        <bdi>
          {place.function ? `${place.function} ` : ''}
          {placeOf(place)}
        </bdi>
      </code>
    </p>
  )
}

function Source({ frame: { line, before = [], contextLine = '', after = [] } }: { frame: Frame }) {
  const lines = [...before, contextLine, ...after]
  const numberOf = (index: number): string => (line === undefined ? '' : String(line - before.length + index))
  return (
    <div
      tabIndex={0}
      role="group"
      aria-label={`Source around line ${line ?? ''}`}
      className="overflow-x-auto border-t border-line bg-sunken py-1.5 text-xs leading-5"
    >
      <table className="w-full border-collapse">
        <tbody>
          {lines.map((text, index) => (
            <tr key={index} className={index === before.length ? 'bg-down-soft' : undefined}>
              <td
                className={cn(
                  'w-12 pr-3 pl-3.5 text-right align-top select-none',
                  index === before.length ? 'font-semibold text-down' : 'text-faint',
                )}
              >
                {numberOf(index)}
              </td>
              <td className="pr-3.5 whitespace-pre">
                <code>{text ?? ''}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
