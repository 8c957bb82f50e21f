import { useId, useImperativeHandle, useRef, type Ref } from 'react'
import { cn } from '../../components/class-names.ts'
import { counted } from '../../format.ts'
import type { RuleCheck, RuleError } from './grouping-check.ts'
import { countRules, insertLine, insertWord, offsetOf } from './grouping-text.ts'

export type EditorHandle = { word: (word: string) => void; line: (line: string) => void; focus: () => void }

type Props = {
  handle: Ref<EditorHandle>
  text: string
  isReadOnly: boolean
  check: RuleCheck
  /** What the API said of it when it was sent. */
  refused: string | undefined
  onChange: (text: string) => void
}

const fewestLines = 8
/** A text that is too long anyhow gets no more numbers. */
const mostNumbers = 1_500

/** Rules as text with numbered lines; what cannot be read is told below, and a press leads to its place. */
export function GroupingEditor({ handle, text, isReadOnly, check, refused, onChange }: Props) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const place = (caret: number): void =>
    void requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(caret, caret)
    })
  const put = (insert: typeof insertLine, what: string): void => {
    const next = insert(text, what, area.current?.selectionStart ?? text.length)
    onChange(next.text)
    place(next.caret)
  }
  useImperativeHandle(handle, () => ({
    word: (word) => put(insertWord, word),
    line: (line) => put(insertLine, line),
    focus: () => area.current?.focus(),
  }))
  const lines = Math.max(fewestLines, text.split('\n').length)
  const faulty = new Set(check.errors.map(({ line }) => line))
  const isWrong = check.errors.length > 0 || refused !== undefined
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        Rules, one a line
      </label>
      <div
        className={cn(
          'flex overflow-hidden rounded-md border bg-surface font-mono text-xs leading-5',
          isWrong ? 'border-down' : 'border-line-strong',
        )}
      >
        <div aria-hidden className="shrink-0 border-r border-line bg-sunken py-2 text-right text-faint select-none">
          {Array.from({ length: Math.min(lines, mostNumbers) }, (_, index) => (
            <div
              key={index}
              className={cn('min-w-8 pr-2 pl-1.5', faulty.has(index + 1) && 'bg-down-soft font-semibold text-down')}
            >
              {index + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={area}
          id={id}
          value={text}
          readOnly={isReadOnly}
          wrap="off"
          rows={lines}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={isWrong || undefined}
          aria-describedby={`${id}-check`}
          placeholder="type:HttpError path:*/partner/* -> partner {{ attribute.region }}"
          onChange={(event) => onChange(event.target.value)}
          onBlur={check.now}
          className="min-w-0 flex-1 resize-none overflow-x-auto px-2.5 py-2 text-text outline-offset-[-2px] placeholder:text-faint"
        />
      </div>
      <div id={`${id}-check`} className="mt-1 min-h-5 text-xs" aria-live="polite">
        <Findings
          check={check}
          refused={refused}
          text={text}
          onGo={({ line, column }) => place(offsetOf(text, line, column))}
        />
      </div>
    </div>
  )
}

type FindingsProps = {
  check: RuleCheck
  refused: string | undefined
  text: string
  onGo: (error: RuleError) => void
}

function Findings({ check, refused, text, onGo }: FindingsProps) {
  const { errors, isReadable, isChecking } = check
  if (errors.length === 0) {
    if (refused !== undefined) return <p className="text-down">{refused}</p>
    if (text.trim() === '')
      return <p className="text-faint">Without rules, everything is grouped by what we would do.</p>
    if (isChecking || !isReadable) return <p className="text-faint">Reading …</p>
    return (
      <p className="text-faint">{counted(countRules(text), 'rule')}, all readable. The first that matches decides.</p>
    )
  }
  return (
    <ul className="grid gap-0.5 text-down">
      {errors.map((error) => (
        <li key={`${error.line}.${error.column}.${error.message}`} className="flex gap-2">
          <button
            type="button"
            onClick={() => onGo(error)}
            className="shrink-0 rounded-sm font-medium underline underline-offset-2 pointer-coarse:min-h-8"
          >
            Line {error.line}, column {error.column}
          </button>
          <span className="min-w-0 break-words">
            <bdi>{error.message}</bdi>
          </span>
        </li>
      ))}
    </ul>
  )
}
