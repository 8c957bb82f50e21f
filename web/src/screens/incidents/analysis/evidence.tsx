import { Link } from '@tanstack/react-router'
import Boxes from 'lucide-react/icons/boxes'
import ChevronDown from 'lucide-react/icons/chevron-down'
import CircleAlert from 'lucide-react/icons/circle-alert'
import Crosshair from 'lucide-react/icons/crosshair'
import Network from 'lucide-react/icons/network'
import Rocket from 'lucide-react/icons/rocket'
import Settings2 from 'lucide-react/icons/settings-2'
import TrendingUp from 'lucide-react/icons/trending-up'
import { useId, useState } from 'react'
import { cn } from '../../../components/class-names.ts'
import { useWorkspace } from '../../../session.ts'
import type { Evidence, Finding } from './queries.ts'
import { chipWord } from './words.ts'

const icons: Record<Evidence['kind'], typeof Rocket> = {
  incident: CircleAlert,
  rate: TrendingUp,
  event: CircleAlert,
  frame: Crosshair,
  release: Rocket,
  deploy: Rocket,
  change: Settings2,
  attribute: Boxes,
  dependency: Network,
  incidentBeside: CircleAlert,
  similarIncident: CircleAlert,
}

type Cited = { item: Evidence; isAgainst: boolean }

/** What a finding rests on, as chips; each opens beneath them. What speaks against it is among them, and says so. */
export function EvidenceChips({ finding, evidence, projectId }: EvidenceProps) {
  const [open, setOpen] = useState<string>()
  const id = useId()
  const cited = citedBy(finding, evidence)
  const shown = cited.find(({ item }) => item.id === open)
  return (
    <>
      <div className="flex flex-wrap gap-1.5">
        {cited.map(({ item, isAgainst }) => {
          const Icon = icons[item.kind]
          const isOpen = item.id === open
          return (
            <button
              key={item.id}
              type="button"
              aria-expanded={isOpen}
              aria-controls={isOpen ? id : undefined}
              onClick={() => setOpen(isOpen ? undefined : item.id)}
              className={cn(
                'inline-flex h-6 max-w-full items-center gap-1.5 rounded-full border px-2 text-xs pointer-coarse:h-8 pointer-coarse:px-3',
                isOpen ? 'border-accent bg-selected' : 'border-line bg-surface',
                chipColour(isOpen, isAgainst),
              )}
            >
              <Icon className="size-3 shrink-0" aria-hidden />
              <span className="truncate">
                {isAgainst && 'Against: '}
                <bdi>{chipWord(item)}</bdi>
              </span>
              <ChevronDown className={cn('size-3 shrink-0 transition-transform', isOpen && 'rotate-180')} aria-hidden />
            </button>
          )
        })}
      </div>
      {shown && (
        <div id={id} className="mt-2 rounded-md bg-sunken px-3 py-2 text-sm break-words text-muted">
          <bdi>{shown.item.text}</bdi> <Where item={shown.item} projectId={projectId} />
        </div>
      )}
    </>
  )
}

function chipColour(isOpen: boolean, isAgainst: boolean): string {
  if (isAgainst) return 'text-degraded'
  return isOpen ? 'text-text' : 'text-muted hover:text-text'
}

type EvidenceProps = { finding: Finding; evidence: readonly Evidence[]; projectId: string }

function citedBy({ evidenceIds, counterEvidenceIds }: Finding, evidence: readonly Evidence[]): Cited[] {
  const byId = new Map(evidence.map((item) => [item.id, item]))
  const find = (ids: readonly string[], isAgainst: boolean): Cited[] =>
    ids.flatMap((id) => {
      const item = byId.get(id)
      return item ? [{ item, isAgainst }] : []
    })
  return [...find(evidenceIds, false), ...find(counterEvidenceIds, true)]
}

/** The page of ours that has more of it. */
function Where({ item: { kind, subjectId }, projectId }: { item: Evidence; projectId: string }) {
  const { slug } = useWorkspace()
  if (subjectId === null || kind === 'incident') return null
  if (subjectId.startsWith('inc_')) {
    return (
      <Link
        to="/$workspace/incidents/$incidentId"
        params={{ workspace: slug, incidentId: subjectId }}
        className="text-link"
      >
        Open the incident
      </Link>
    )
  }
  if (kind !== 'release') return null
  return (
    <Link
      to="/$workspace/releases/$version"
      params={{ workspace: slug, version: subjectId }}
      search={{ project: projectId }}
      className="text-link"
    >
      Open the release
    </Link>
  )
}
