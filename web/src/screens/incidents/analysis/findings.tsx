import ArrowRight from 'lucide-react/icons/arrow-right'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { counted } from '../../../format.ts'
import { EvidenceChips } from './evidence.tsx'
import type { AnalysisResult, Finding } from './queries.ts'
import { confidenceWord, leadWord } from './words.ts'

type Props = Pick<AnalysisResult, 'findings' | 'evidence' | 'fixes' | 'confidence'> & { projectId: string }

const shownAtOnce = 2

/** The strongest first and large, with what one would do about it; the others beneath, the weakest folded. */
export function Findings({ findings, evidence, fixes, confidence, projectId }: Props) {
  const [isWhole, setWhole] = useState(false)
  const [first, ...others] = findings
  if (!first) return null
  const shown = isWhole ? others : others.slice(0, shownAtOnce - 1)
  const folded = others.length - shown.length
  const remedies = (finding: Finding) => fixes.filter((fix) => findings.find((each) => rests(fix, each)) === finding)
  const loose = fixes.filter((fix) => !findings.some((each) => rests(fix, each)))
  return (
    <>
      <div className="px-4 pt-3 pb-3.5">
        <p className="text-xs text-muted">
          {leadWord(first, confidence)} · {confidenceWord(confidence).toLowerCase()} confidence,{' '}
          {Math.round(confidence * 100)} %
        </p>
        <p className="mt-0.5 mb-2 text-md font-semibold text-pretty break-words">
          <bdi>{first.statement}</bdi>
        </p>
        <EvidenceChips finding={first} evidence={evidence} projectId={projectId} />
        <Remedies fixes={[...remedies(first), ...loose]} />
      </div>
      {others.length > 0 && (
        <ol start={2} className="border-t border-line">
          {shown.map((finding) => (
            <li key={finding.statement} className="border-b border-line px-4 py-2.5 last:border-b-0">
              <p className="mb-1.5 text-base text-pretty break-words">
                <bdi>{finding.statement}</bdi>
              </p>
              <EvidenceChips finding={finding} evidence={evidence} projectId={projectId} />
              <Remedies fixes={remedies(finding)} />
            </li>
          ))}
        </ol>
      )}
      {(folded > 0 || isWhole) && (
        <div className="border-t border-line px-2 py-1">
          <Button look="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Fewer findings' : counted(folded, 'weaker finding')}
          </Button>
        </div>
      )}
    </>
  )
}

type Fix = AnalysisResult['fixes'][number]

const rests = ({ evidenceIds }: Fix, finding: Finding): boolean =>
  evidenceIds.some((id) => finding.evidenceIds.includes(id))

/** What one would do if it is so: a proposal, in the analysis' words. */
function Remedies({ fixes }: { fixes: readonly Fix[] }) {
  return fixes.map(({ description }) => (
    <p key={description} className="mt-2 flex gap-2 break-words text-muted">
      <ArrowRight className="mt-1 size-3.5 shrink-0 text-accent" aria-hidden />
      <span className="min-w-0">
        <span className="sr-only">What one would do: </span>
        <bdi>{description}</bdi>
      </span>
    </p>
  ))
}
