import { useId } from 'react'
import { sentence } from '../api.ts'
import { useTyped } from '../typed.ts'
import { CompletingLine } from './completing-line.tsx'
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
  // A click on an attribute, for one, changes the query from elsewhere.
  const [text, setText, send] = useTyped(query, onChange)
  const shown = problem !== undefined && text === query
  const place = shown ? placeOf(problem) : undefined
  return (
    <div className="relative min-w-0 flex-1">
      <CompletingLine
        label={label}
        does="Search"
        placeholder={placeholder}
        text={text}
        setText={setText}
        send={send}
        complete={(line, caret) => completions(line, caret, names)}
        problemId={shown ? id : undefined}
        unsent={text.trim() !== query}
        className="font-mono text-sm placeholder:font-sans"
      >
        {(scrolled) =>
          place && (
            <span aria-hidden className="pointer-events-none absolute inset-y-0 right-16 left-8 overflow-hidden">
              <span
                className="absolute bottom-1 h-0.5 w-[1ch] bg-down font-mono text-sm pointer-coarse:text-md"
                style={{ left: `calc(${place.at - 1}ch - ${scrolled}px)` }}
              />
            </span>
          )
        }
      </CompletingLine>
      {shown && (
        <p id={id} role="alert" className="mt-1 text-down">
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
