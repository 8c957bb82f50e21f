import { useTyped } from '../../../typed.ts'
import type { Resolved } from './resolve.ts'

type Props = { resolved: Resolved; onChange: (chosen: string[]) => void }

/** Typing is taken over after this pause. */
const pauseMs = 600

export function VariableText({ resolved: { variable, chosen }, onChange }: Props) {
  const [text, setText, send] = useTyped(chosen[0] ?? '', (next) => onChange([next]), pauseMs)
  const label = variable.label || variable.name
  return (
    <label className="flex min-w-0 items-center gap-1.5 text-sm" title={variable.description || undefined}>
      <span className={variable.hide === 'label' ? 'sr-only' : 'text-muted'}>{label}</span>
      <input
        value={text}
        maxLength={1000}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && send()}
        className="h-7 w-40 min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm hover:border-muted pointer-coarse:h-9"
      />
    </label>
  )
}
