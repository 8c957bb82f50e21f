import { useId, useState } from 'react'
import { Labelled } from './controls.tsx'

type Props = { label: string; value: unknown; rows?: number; onChange: (value: unknown) => void }

const write = (value: unknown): string => JSON.stringify(value, undefined, 2) ?? ''

/** For what has no field of its own. It is taken over when it is left, once it is JSON. */
export function JsonField({ label, value, rows = 3, onChange }: Props) {
  const id = useId()
  const [text, setText] = useState(() => write(value))
  const [seen, setSeen] = useState(value)
  const [problem, setProblem] = useState<string>()
  if (value !== seen) {
    setSeen(value)
    setText(write(value))
    setProblem(undefined)
  }
  const take = (): void => {
    try {
      const read: unknown = JSON.parse(text)
      setProblem(undefined)
      if (JSON.stringify(read) !== JSON.stringify(value)) onChange(read)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'This is no JSON.')
    }
  }
  return (
    <Labelled id={id} label={label}>
      <textarea
        id={id}
        rows={rows}
        value={text}
        spellCheck={false}
        maxLength={50_000}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        className="w-full rounded-md border border-line-strong bg-surface px-2 py-1.5 font-mono text-xs leading-4 hover:border-muted aria-[invalid=true]:border-down"
      />
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="text-xs text-down">
          {problem}
        </p>
      )}
    </Labelled>
  )
}
