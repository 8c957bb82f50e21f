import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useWorkspace } from '../../../session.ts'
import type { AnalysisResult, Evidence } from './queries.ts'

/** What probably caused it, strongest first; each opens what it rests on. */
export function Findings({ findings, evidence }: Pick<AnalysisResult, 'findings' | 'evidence'>) {
  const [open, setOpen] = useState(0)
  const byId = new Map(evidence.map((item) => [item.id, item]))
  const cited = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? [])
  return (
    <ol className="grid gap-px overflow-hidden rounded-md border border-line bg-line">
      {findings.map(({ kind, statement, evidenceIds, counterEvidenceIds }, at) => {
        const isOpen = open === at
        return (
          <li key={`${kind} ${statement}`} className="bg-raised">
            <button
              type="button"
              aria-expanded={isOpen}
              onClick={() => setOpen(isOpen ? -1 : at)}
              className="flex w-full items-start gap-3 px-3 py-2 text-left hover:bg-hover"
            >
              <span aria-hidden className="mt-0.5 w-4 shrink-0 text-right text-xs text-faint tabular-nums">
                {at + 1}
              </span>
              <span className="min-w-0 flex-1 text-base break-words">
                <bdi>{statement}</bdi>
              </span>
              <span className="mt-0.5 shrink-0 text-xs text-faint">
                {evidenceIds.length + counterEvidenceIds.length} evidence
              </span>
            </button>
            {isOpen && (
              <ul className="grid gap-1.5 px-3 pb-3 pl-10 text-sm text-muted">
                {cited(evidenceIds).map((item) => (
                  <EvidenceLine key={item.id} item={item} />
                ))}
                {cited(counterEvidenceIds).map((item) => (
                  <EvidenceLine key={item.id} item={item} against />
                ))}
              </ul>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function EvidenceLine({ item, against = false }: { item: Evidence; against?: boolean }) {
  const { slug } = useWorkspace()
  const incidentId = item.subjectId?.startsWith('inc_') ? item.subjectId : undefined
  return (
    <li className="flex gap-2">
      <span className={against ? 'shrink-0 text-degraded' : 'shrink-0 text-faint'}>
        {against ? 'Against:' : 'Because:'}
      </span>
      <span className="min-w-0 break-words">
        <bdi>{item.text}</bdi>{' '}
        {incidentId !== undefined && item.kind !== 'incident' && (
          <Link
            to="/$workspace/incidents/$incidentId"
            params={{ workspace: slug, incidentId }}
            className="text-accent underline underline-offset-2"
          >
            Open it
          </Link>
        )}
      </span>
    </li>
  )
}
