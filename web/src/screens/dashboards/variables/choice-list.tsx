import Check from 'lucide-react/icons/check'
import { useId, useState } from 'react'
import { allValues, type Variable, type VariableOption } from '#common/dashboards'
import { cn } from '../../../components/class-names.ts'

type Props = {
  variable: Variable
  options: readonly VariableOption[]
  chosen: readonly string[]
  fault: string | undefined
  onDraft: (chosen: string[]) => void
  onDone: (chosen?: string[]) => void
}

/** More than can be read is told by its number; typing finds the rest. */
const mostShown = 200

export function ChoiceList({ variable, options, chosen, fault, onDraft, onDone }: Props) {
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const all = variable.includeAll ? [{ text: 'All', value: allValues }] : []
  const missing = chosen
    .filter((value) => value !== allValues && !options.some((option) => option.value === value))
    .map((value) => ({ text: value, value }))
  const fitting = [...all, ...missing, ...options].filter((option) =>
    option.text.toLowerCase().includes(text.trim().toLowerCase()),
  )
  const shown = fitting.slice(0, mostShown)
  const take = ({ value }: VariableOption): void => {
    if (!variable.multi) return onDone([value])
    if (value === allValues) return onDraft([allValues])
    const others = chosen.filter((each) => each !== allValues)
    onDraft(others.includes(value) ? others.filter((each) => each !== value) : [...others, value])
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      const next = Math.min(shown.length - 1, Math.max(0, at + step))
      setAt(next)
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const option = shown[at]
      if (event.metaKey || event.ctrlKey || !option) onDone()
      else take(option)
    }
  }
  return (
    <>
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={shown[at] ? `${id}-${at}` : undefined}
        aria-label={`Search ${variable.label || variable.name}`}
        placeholder="Search"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
        className="m-1.5 mb-1 h-8 rounded-md border border-line-strong bg-surface px-2.5 text-sm pointer-coarse:h-10"
      />
      {fault && <p className="px-3 py-1 text-xs text-degraded">{fault}</p>}
      <div
        id={`${id}-list`}
        role="listbox"
        tabIndex={-1}
        aria-label={variable.label || variable.name}
        aria-multiselectable={variable.multi}
        className="min-h-0 flex-1 overflow-y-auto p-1.5 pt-0"
      >
        {shown.map((option, place) => (
          <div
            key={option.value}
            id={`${id}-${place}`}
            role="option"
            aria-selected={chosen.includes(option.value)}
            onClick={() => take(option)}
            onPointerMove={() => setAt(place)}
            className={cn(
              'flex min-h-7.5 cursor-pointer items-center gap-2 rounded-md px-2 py-1 pointer-coarse:min-h-10',
              place === at && 'bg-hover',
            )}
          >
            <Check
              aria-hidden
              className={cn('size-4 shrink-0 text-muted', !chosen.includes(option.value) && 'invisible')}
            />
            <span className="min-w-0 break-words">{option.text || '(empty)'}</span>
          </div>
        ))}
        {shown.length === 0 && <p className="px-2 py-3 text-center text-muted">Nothing fits.</p>}
        {fitting.length > mostShown && (
          <p className="px-2 py-1 text-xs text-faint">and {fitting.length - mostShown} more: type to find them</p>
        )}
      </div>
      {variable.multi && (
        <div className="flex items-center gap-2 border-t border-line p-1.5">
          <button type="button" className="rounded-md px-2 py-1 text-muted hover:bg-hover" onClick={() => onDraft([])}>
            None
          </button>
          <span className="flex-1" />
          <button
            type="button"
            className="rounded-md px-2 py-1 font-medium text-accent hover:bg-hover"
            onClick={() => onDone()}
          >
            Apply
          </button>
        </div>
      )}
    </>
  )
}
