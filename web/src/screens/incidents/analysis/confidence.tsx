import { useQuery } from '@tanstack/react-query'
import ChevronDown from 'lucide-react/icons/chevron-down'
import { useWorkspace } from '../../../session.ts'
import { accuracyQuery, type AnalysisResult } from './queries.ts'
import { accuracyWords, confidenceWord } from './words.ts'

/** Confidence as a word and a number; what it was computed from, and how often that was right, opens beneath. */
export function Confidence({ confidence, confidenceReasons }: AnalysisResult) {
  const percent = Math.round(confidence * 100)
  return (
    <details className="group text-sm">
      <summary className="inline-flex cursor-pointer items-center gap-2 rounded-sm text-muted hover:text-text pointer-coarse:min-h-9">
        <span aria-hidden className="h-1.5 w-12 overflow-hidden rounded-full bg-hover">
          <span className="block h-full rounded-full bg-accent-fill" style={{ width: `${percent}%` }} />
        </span>
        <span>
          {confidenceWord(confidence)} confidence, <span className="tabular-nums">{percent} %</span>
        </span>
        <ChevronDown className="size-3.5 transition-transform group-open:rotate-180" aria-hidden />
      </summary>
      <ul className="mt-2 mb-1 grid gap-1 border-l border-line pl-3 text-muted">
        <Reason amount="15">to begin with</Reason>
        {confidenceReasons.map(({ text, change, cap }) => (
          <Reason key={text} amount={amountOf(change, cap)}>
            {text}
          </Reason>
        ))}
      </ul>
      <Accuracy confidence={confidence} />
    </details>
  )
}

function Reason({ amount, children }: { amount: string; children: string }) {
  return (
    <li className="flex gap-2">
      <span className="w-12 shrink-0 text-right tabular-nums">{amount}</span> {children}
    </li>
  )
}

function amountOf(change: number | undefined, cap: number | undefined): string {
  if (cap !== undefined) return `≤ ${Math.round(cap * 100)}`
  return change === undefined ? '' : `${change > 0 ? '+' : '−'}${Math.round(Math.abs(change) * 100)}`
}

function Accuracy({ confidence }: { confidence: number }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(accuracyQuery(slug))
  const words = data && accuracyWords(data.bands, confidence)
  return <p className="mt-2 text-xs text-faint">{words ?? 'Nobody has judged one about as sure yet.'}</p>
}
