import { useState } from 'react'
import { CopyField } from '../../../components/copy.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { Checkbox } from '../../../components/field.tsx'
import { cn } from '../../../components/class-names.ts'
import { useRefusal } from '../../../session.ts'
import { useBoard } from '../board.ts'
import { linkTo } from '../link.ts'
import { PublicLinks } from './public-links.tsx'
import { Snapshots } from './snapshots.tsx'

const ways = [
  { id: 'link', words: 'Link' },
  { id: 'public', words: 'Public link' },
  { id: 'snapshot', words: 'Snapshot' },
] as const
type Way = (typeof ways)[number]['id']

/** For members a link, for everybody else a public link or a snapshot. */
export function ShareDialog({ onClose }: { onClose: () => void }) {
  const { stored } = useBoard()
  const refusal = useRefusal('dashboards.write')
  const [way, setWay] = useState<Way>('link')
  const notHere = stored.kind === 'curated' ? 'Make a copy first: what comes with Watchword is not published.' : refusal
  return (
    <Dialog open onClose={onClose} title={`Share ${stored.title}`} className="w-[min(94vw,40rem)]">
      <div className="overflow-y-auto px-5 pb-5">
        <div role="group" aria-label="How" className="mb-4 flex gap-1">
          {ways.map(({ id, words }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === way}
              onClick={() => setWay(id)}
              className={cn(
                'h-8 rounded-md px-2.5 text-sm font-medium pointer-coarse:h-10',
                id === way ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
              )}
            >
              {words}
            </button>
          ))}
        </div>
        {way === 'link' && <MemberLink />}
        {way !== 'link' && notHere !== undefined && <p className="text-muted">{notHere}</p>}
        {way === 'public' && notHere === undefined && <PublicLinks />}
        {way === 'snapshot' && notHere === undefined && <Snapshots />}
      </div>
    </Dialog>
  )
}

function MemberLink() {
  const board = useBoard()
  const [fixed, setFixed] = useState(false)
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">For members of this workspace, with the variables as they are now.</p>
      <Checkbox
        label="With these very times"
        hint="Tomorrow it shows the same as now."
        checked={fixed}
        onChange={(event) => setFixed(event.target.checked)}
      />
      <CopyField label="Link" value={linkTo({ ...board, panel: board.search.panel, fixed })} />
    </div>
  )
}
