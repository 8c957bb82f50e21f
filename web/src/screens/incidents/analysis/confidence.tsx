import type { AnalysisResult } from './queries.ts'

/** Confidence as a word and a number; what it was computed from opens beneath. */
export function Confidence({ confidence, confidenceReasons }: AnalysisResult) {
  const percent = Math.round(confidence * 100)
  return (
    <details className="group text-sm">
      <summary className="inline-flex cursor-pointer items-center gap-2 rounded-sm text-muted hover:text-text">
        <span aria-hidden className="h-1.5 w-16 overflow-hidden rounded-full bg-hover">
          <span className="block h-full rounded-full bg-accent-fill" style={{ width: `${percent}%` }} />
        </span>
        <span>
          {wordOf(confidence)} confidence, <span className="tabular-nums">{percent} %</span>
        </span>
      </summary>
      <ul className="mt-2 mb-1 grid gap-1 border-l border-line pl-3 text-muted">
        <li className="flex gap-2">
          <span className="w-12 shrink-0 text-right tabular-nums">15</span> to begin with
        </li>
        {confidenceReasons.map(({ text, change, cap }) => (
          <li key={text} className="flex gap-2">
            <span className="w-12 shrink-0 text-right tabular-nums">
              {change !== undefined ? `${change > 0 ? '+' : '−'}${Math.round(Math.abs(change) * 100)}` : ''}
              {cap !== undefined && `≤ ${Math.round(cap * 100)}`}
            </span>
            {text}
          </li>
        ))}
      </ul>
    </details>
  )
}

function wordOf(confidence: number): string {
  if (confidence >= 0.75) return 'High'
  return confidence >= 0.5 ? 'Fair' : 'Low'
}
