import CircleDot from 'lucide-react/icons/circle-dot'
import type { Incident } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { useRefusal } from '../../session.ts'
import { useChange, type Change } from './changes.ts'
import { ResolveMenu } from './resolve-menu.tsx'

/** What can be done with the selected rows. */
export function BulkBar({ incidents, onClear }: { incidents: readonly Incident[]; onClear: () => void }) {
  const change = useChange()
  const refusal = useRefusal('incidents.write')
  if (incidents.length === 0) return null
  const run = (what: Change): void => void change(what, incidents).then(onClear)
  return (
    <div
      role="toolbar"
      aria-label="Selected incidents"
      className="appear absolute inset-x-0 bottom-4 z-20 mx-auto flex w-max items-center gap-2 rounded-xl bg-raised py-2 pr-2 pl-4 shadow-float"
    >
      <span className="pr-2 font-medium">{incidents.length} selected</span>
      <Button icon={<CircleDot aria-hidden />} refusal={refusal} onClick={() => run('acknowledge')}>
        Acknowledge
      </Button>
      <ResolveMenu incidents={incidents} onNow={() => run('resolve')} onDone={onClear} />
      <Button look="quiet" onClick={onClear}>
        Clear
      </Button>
    </div>
  )
}
