import { resolveTime } from '#common/dashboards'
import { Dialog } from '../../../components/dialog.tsx'
import { TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { localInput } from '../../../components/time-range.ts'
import { useForm } from '../../../form.ts'
import { longestMs, type Bounds, type Span } from '../times.ts'

type Props = { span: Span; bounds: Bounds; onClose: () => void; onChange: (span: Span) => void }

/** Times as they are typed: `now-6h`, `now/d`, or a day and a time of the browser's zone. */
export function FromAndTo({ span, bounds, onClose, onChange }: Props) {
  const shown = (text: string, ms: number): string =>
    text.startsWith('now') ? text : localInput(new Date(ms)).replace('T', ' ')
  const read = (text: string, edge: 'from' | 'to'): number | undefined => resolveTime(text.trim(), Date.now(), edge)
  const form = useForm({
    initial: { from: shown(span.from, bounds.fromMs), to: shown(span.to, bounds.toMs) },
    rules: {
      from: ({ from }) => (read(from, 'from') === undefined ? unreadable : undefined),
      to: ({ from, to }) => {
        const [fromMs, toMs] = [read(from, 'from'), read(to, 'to')]
        if (toMs === undefined) return unreadable
        if (fromMs !== undefined && toMs <= fromMs) return 'The end must be after the beginning.'
        return fromMs !== undefined && toMs - fromMs > longestMs
          ? 'At most 400 days can be asked for at once.'
          : undefined
      },
    },
    submit: async ({ from, to }) => {
      const written = (text: string, edge: 'from' | 'to'): string =>
        text.trim().startsWith('now') ? text.trim() : String(read(text, edge))
      onChange({ from: written(from, 'from'), to: written(to, 'to') })
    },
  })
  return (
    <Dialog open onClose={onClose} title="From and to">
      <div className="px-5 pb-5">
        <FormFrame form={form} action="Show" onCancel={onClose}>
          <div className="grid gap-3 md:grid-cols-2">
            <TextField form={form} name="from" label="From" autoFocus spellCheck={false} />
            <TextField form={form} name="to" label="To" spellCheck={false} />
          </div>
          <p className="text-xs text-faint">
            A day and a time such as <code>2026-11-21 10:42:00</code>, or a time from now: <code>now-90m</code>,{' '}
            <code>now/d</code> (the beginning of today), <code>now-1d/d</code> (of yesterday).
          </p>
        </FormFrame>
      </div>
    </Dialog>
  )
}

const unreadable = 'Write a day and a time, or a time from now such as now-6h.'
