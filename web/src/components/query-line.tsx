import Search from 'lucide-react/icons/search'
import X from 'lucide-react/icons/x'
import { useId, useRef, useState } from 'react'
import { sentence } from '../api.ts'
import { useKeys } from '../keys.ts'
import { useTyped } from '../typed.ts'
import { IconButton } from './button.tsx'
import { cn } from './class-names.ts'
import { Kbd } from './kbd.tsx'
import { completions, placeOf, type Name } from './query-text.ts'

type Props = {
  /** Of the field, for screen readers: `Search logs`. */
  label: string
  placeholder: string
  query: string
  onChange: (query: string) => void
  names: readonly Name[]
  /** What the API says of this query when it cannot be understood: `character 6: …`. */
  problem: string | undefined
}

/** One line in the language of the search. It counts on enter and when it is left, since half a query means something else. */
export function QueryLine({ label, placeholder, query, onChange, names, problem }: Props) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  // A click on an attribute, for one, changes the query from elsewhere.
  const [text, setText, hand] = useTyped(query, onChange)
  const [caret, setCaret] = useState<number>()
  const [at, setAt] = useState(-1)
  const [scrolled, setScrolled] = useState(0)
  useKeys([{ keys: '/', does: 'Search', group: 'List', run: () => input.current?.focus() }])
  const send = (next: string): void => {
    setCaret(undefined)
    hand(next)
  }
  const { from, options } = caret === undefined ? { from: 0, options: [] } : completions(text, caret, names)
  const choose = (option: string): void => {
    const end = from + option.length
    const next = text.slice(0, from) + option + text.slice(caret).trimStart()
    setText(next)
    setCaret(option.endsWith(':') ? end : undefined)
    setAt(-1)
    requestAnimationFrame(() => {
      // Who types faster than frames come has moved on: the caret stays with them.
      if (input.current?.value === next) input.current.setSelectionRange(end, end)
    })
  }
  const place = problem === undefined || text !== query ? undefined : placeOf(problem)
  const shown = problem !== undefined && text === query
  return (
    <div className="relative min-w-0 flex-1">
      <div className="relative">
        <Search
          className="pointer-events-none absolute top-2.25 left-2.5 size-3.5 text-faint pointer-coarse:top-3.25"
          aria-hidden
        />
        <input
          ref={input}
          role="combobox"
          aria-label={label}
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={options[at] ? `${id}-${at}` : undefined}
          aria-invalid={shown || undefined}
          aria-describedby={shown ? `${id}-problem` : undefined}
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="none"
          enterKeyHint="search"
          maxLength={500}
          spellCheck={false}
          value={text}
          className="h-8 w-full rounded-md border border-line-strong bg-surface pr-16 pl-8 font-mono text-sm placeholder:font-sans placeholder:text-faint hover:border-muted aria-[invalid=true]:border-down pointer-coarse:h-10"
          onChange={(event) => {
            setText(event.target.value)
            setCaret(event.target.selectionStart ?? undefined)
            setAt(-1)
          }}
          onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
          onClick={(event) => text === '' && setCaret(event.currentTarget.selectionStart ?? 0)}
          onBlur={() => send(text)}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
            if (step && options.length > 0) {
              event.preventDefault()
              setAt((at + step + options.length) % options.length)
            } else if (event.key === 'ArrowDown' && caret === undefined) {
              setCaret(event.currentTarget.selectionStart ?? undefined)
            } else if (event.key === 'Tab' && !event.shiftKey && options[at] !== undefined) {
              event.preventDefault()
              choose(options[at])
            } else if (event.key === 'Enter') {
              event.preventDefault()
              if (options[at] === undefined) send(text)
              else choose(options[at])
            } else if (event.key === 'Escape') {
              if (options.length > 0) setCaret(undefined)
              else input.current?.blur()
            }
          }}
        />
        {place && (
          <span aria-hidden className="pointer-events-none absolute inset-y-0 right-16 left-8 overflow-hidden">
            <span
              className="absolute bottom-1 h-0.5 w-[1ch] bg-down font-mono text-sm pointer-coarse:text-md"
              style={{ left: `calc(${place.at - 1}ch - ${scrolled}px)` }}
            />
          </span>
        )}
        <span className="absolute top-0.5 right-1 flex h-7 items-center gap-1 pointer-coarse:top-1.5">
          {text !== '' && (
            <IconButton
              label="Clear the query"
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
            <Kbd keys={text.trim() === query ? '/' : '↵'} />
          </span>
        </span>
      </div>
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="Completions"
        className={cn(
          'absolute top-full left-0 z-30 mt-1 max-h-80 max-w-full min-w-64 overflow-y-auto rounded-lg bg-raised p-1 shadow-float',
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
            className={cn('cursor-pointer truncate rounded-md px-2 py-1', index === at ? 'bg-hover' : 'hover:bg-hover')}
          >
            <code>{option}</code>
          </li>
        ))}
      </ul>
      {shown && (
        <p id={`${id}-problem`} role="alert" className="mt-1 text-down">
          {place ? <Place query={query} {...place} /> : sentence(problem)}
        </p>
      )}
    </div>
  )
}

/** The part of the query that is wrong, and why. */
function Place({ query, at, what }: { query: string; at: number; what: string }) {
  const part = /^\S*/.exec(query.slice(at - 1))?.[0] ?? ''
  return (
    <>
      Character {at}
      {part && (
        <>
          , at <code className="rounded bg-down-soft px-1 break-all">{part.slice(0, 60)}</code>
        </>
      )}
      : {sentence(what)}
    </>
  )
}
