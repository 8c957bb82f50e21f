import Search from 'lucide-react/icons/search'
import X from 'lucide-react/icons/x'
import { useId, useRef, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { useKeys } from '../keys.ts'
import { IconButton } from './button.tsx'
import { cn } from './class-names.ts'
import { Kbd } from './kbd.tsx'

type Props = {
  /** Of the field, for screen readers: `Search logs`. */
  label: string
  /** What `/` does here, for the list of keys. */
  does: 'Search' | 'Filter'
  placeholder: string
  text: string
  setText: (text: string) => void
  /** Hands the text over; called on enter and when the line is left. */
  send: (text?: string) => void
  /** What may stand where the caret is, and from where. */
  complete: (text: string, caret: number) => { from: number; options: string[] }
  /** Beside an option, what it takes. */
  hintOf?: (option: string) => string | undefined
  /** The id of what says that the text is wrong. */
  problemId?: string | undefined
  /** Enter would change something. */
  unsent?: boolean
  className?: string
  /** Marks over the text. */
  children?: (scrolled: number) => ReactNode
}

/** One line that completes itself: the combobox of the ARIA authoring practices, with a list that suggests. */
export function CompletingLine({ text, setText, complete, hintOf, problemId, unsent = false, ...props }: Props) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [caret, setCaret] = useState<number>()
  const [at, setAt] = useState(-1)
  const [scrolled, setScrolled] = useState(0)
  useKeys([{ keys: '/', does: props.does, group: 'List', run: () => input.current?.focus() }])
  const { from, options } = caret === undefined ? { from: 0, options: [] } : complete(text, caret)
  const send = (next = text): void => {
    setCaret(undefined)
    props.send(next)
  }
  const choose = (option: string): void => {
    const end = from + option.length
    // At once: whoever types faster than frames come must find the caret behind what was chosen.
    flushSync(() => {
      setText(text.slice(0, from) + option + text.slice(caret).trimStart())
      setCaret(option.endsWith(':') ? end : undefined)
      setAt(-1)
    })
    input.current?.setSelectionRange(end, end)
  }
  return (
    <>
      <div className="relative">
        <Search
          className="pointer-events-none absolute top-2.25 left-2.5 size-3.5 text-faint pointer-coarse:top-3.25"
          aria-hidden
        />
        <input
          ref={input}
          role="combobox"
          aria-label={props.label}
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={options[at] ? `${id}-${at}` : undefined}
          aria-invalid={problemId !== undefined || undefined}
          aria-describedby={problemId}
          placeholder={props.placeholder}
          autoComplete="off"
          autoCapitalize="none"
          enterKeyHint="search"
          maxLength={500}
          spellCheck={false}
          value={text}
          className={cn(
            'h-8 w-full rounded-md border border-line-strong bg-surface pr-16 pl-8 placeholder:text-faint hover:border-muted aria-[invalid=true]:border-down pointer-coarse:h-10',
            props.className,
          )}
          onChange={(event) => {
            setText(event.target.value)
            setCaret(event.target.selectionStart ?? undefined)
            setAt(-1)
          }}
          onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
          onClick={(event) => text === '' && setCaret(event.currentTarget.selectionStart ?? 0)}
          onBlur={() => send()}
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
              if (options[at] === undefined) send()
              else choose(options[at])
            } else if (event.key === 'Escape') {
              if (options.length > 0) setCaret(undefined)
              else input.current?.blur()
            }
          }}
        />
        {props.children?.(scrolled)}
        <span className="absolute top-0.5 right-1 flex h-7 items-center gap-1 pointer-coarse:top-1.5">
          {text !== '' && (
            <IconButton
              label="Clear the line"
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
            <Kbd keys={unsent ? '↵' : '/'} />
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
            className={cn(
              'flex cursor-pointer items-baseline justify-between gap-6 rounded-md px-2 py-1',
              index === at ? 'bg-hover' : 'hover:bg-hover',
            )}
          >
            <code className="min-w-0 truncate">{option}</code>
            {hintOf && <span className="shrink-0 text-xs text-muted">{hintOf(option)}</span>}
          </li>
        ))}
      </ul>
    </>
  )
}
