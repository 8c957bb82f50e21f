import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../../../components/dialog.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { useWorkspace } from '../../../session.ts'
import { sentQuery, type Analysis } from './queries.ts'

/** Opens what a language model was sent, word by word. */
export function Sent({ analysis }: { analysis: Analysis }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} className="text-link">
        What was sent
      </button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`What ${analysis.model ?? 'the model'} was sent`}
        className="w-[min(94vw,48rem)]"
      >
        <div className="min-h-0 overflow-y-auto px-5 pb-5">
          <Text analysisId={analysis.id} />
        </div>
      </Dialog>
    </>
  )
}

function Text({ analysisId }: { analysisId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(sentQuery(slug, analysisId))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
      {({ text }) =>
        text === null ? (
          <p className="text-muted">Nothing was sent, or it was removed by age.</p>
        ) : (
          <pre
            tabIndex={0}
            aria-label="What was sent"
            className="rounded-md border border-line bg-sunken p-3 text-xs leading-5 break-words whitespace-pre-wrap"
          >
            {text}
          </pre>
        )
      }
    </Loaded>
  )
}
