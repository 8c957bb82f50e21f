import Search from 'lucide-react/icons/search'
import X from 'lucide-react/icons/x'
import { useId, useRef, useState } from 'react'
import { IconButton } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Kbd } from '../../components/kbd.tsx'
import { useKeys } from '../../keys.ts'
import { useTyped } from '../../typed.ts'
import { completions, tokenHints, tokenValues, type TokenName } from './filter.ts'
import { ownerValues } from './filter-query.ts'
import { useKnown } from './use-known.ts'

/** Typing is taken over after this pause. */
const pauseMs = 400

type Props = { line: string; onChange: (line: string) => void; known: Partial<Record<TokenName, readonly string[]>> }

/** One line of tokens and words that completes itself. */
export function FilterLine({ line, onChange, known }: Props) {
  const named = useKnown()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText, send] = useTyped(line, onChange, pauseMs)
  const [caret, setCaret] = useState<number>()
  const [at, setAt] = useState(-1)
  useKeys([{ keys: '/', does: 'Filter', group: 'List', run: () => input.current?.focus() }])
  const values = {
    ...known,
    ...tokenValues,
    project: named.projects.map(({ name }) => name),
    owner: ownerValues(named),
  }
  const { from, options } = caret === undefined ? { from: 0, options: [] } : completions(text, caret, values)
  const choose = (option: string): void => {
    const next = text.slice(0, from) + option + text.slice(caret).trimStart()
    const end = from + option.length
    setText(next)
    setCaret(option.endsWith(':') ? end : undefined)
    setAt(-1)
    requestAnimationFrame(() => input.current?.setSelectionRange(end, end))
  }
  return (
    <div className="relative min-w-0 flex-1">
      <Search
        className="pointer-events-none absolute top-2.25 left-2.5 size-3.5 text-faint pointer-coarse:top-3.25"
        aria-hidden
      />
      <input
        ref={input}
        role="combobox"
        aria-label="Filter incidents"
        aria-expanded={options.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={options[at] ? `${id}-${at}` : undefined}
        placeholder='Filter: is:open owner:me severity:critical "card expired"'
        autoComplete="off"
        spellCheck={false}
        value={text}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-16 pl-8 text-base placeholder:text-faint hover:border-muted pointer-coarse:h-10"
        onChange={(event) => {
          setText(event.target.value)
          setCaret(event.target.selectionStart ?? undefined)
          setAt(-1)
        }}
        onFocus={(event) => text === '' && setCaret(event.target.selectionStart ?? 0)}
        onBlur={() => setCaret(undefined)}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
          if (step && options.length > 0) {
            event.preventDefault()
            setAt((at + step + options.length) % options.length)
          } else if (event.key === 'Tab' && options.length > 0 && !event.shiftKey && at >= 0) {
            event.preventDefault()
            choose(options[at] ?? '')
          } else if (event.key === 'Enter') {
            event.preventDefault()
            if (options[at]) choose(options[at])
            else {
              setCaret(undefined)
              send()
            }
          } else if (event.key === 'Escape') {
            if (options.length > 0) setCaret(undefined)
            else input.current?.blur()
          }
        }}
      />
      <span className="absolute top-0.5 right-1 flex h-7 items-center gap-1 pointer-coarse:top-1.5">
        {text !== '' && (
          <IconButton
            label="Clear the filter"
            className="size-6"
            onClick={() => {
              setText('')
              send('')
              input.current?.focus()
            }}
          >
            <X aria-hidden />
          </IconButton>
        )}
        <span className="pr-1 max-md:hidden" aria-hidden>
          <Kbd keys="/" />
        </span>
      </span>
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="Completions"
        className={cn(
          'absolute top-full left-0 z-30 mt-1 min-w-64 rounded-lg bg-raised p-1 shadow-float',
          options.length === 0 && 'hidden',
        )}
      >
        {options.map((option, index) => (
          <li
            key={option}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            // Before the field loses the focus.
            onMouseDown={(event) => {
              event.preventDefault()
              choose(option)
            }}
            className={cn(
              'flex cursor-pointer items-baseline justify-between gap-6 rounded-md px-2 py-1',
              index === at ? 'bg-hover' : 'hover:bg-hover',
            )}
          >
            <code className="min-w-0 truncate">{option}</code>
            <span className="shrink-0 text-xs text-muted">{hintOf(option)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Only beside the name of a token. */
function hintOf(option: string): string | undefined {
  return Object.entries(tokenHints).find(([name]) => option === `${name}:`)?.[1]
}
