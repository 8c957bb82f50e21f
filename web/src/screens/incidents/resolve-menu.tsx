import ChevronDown from 'lucide-react/icons/chevron-down'
import CircleCheck from 'lucide-react/icons/circle-check'
import { useState } from 'react'
import type { Incident } from '../../api.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Menu, MenuGroup, MenuItem } from '../../components/menu.tsx'
import { useRefusal } from '../../session.ts'
import { ReleaseDialog } from './resolve-dialog.tsx'
import { useResolveIn } from './use-resolve-in.ts'

type Props = {
  incidents: readonly Incident[]
  look?: 'primary' | 'secondary'
  /** Resolve now. */
  onNow: () => void
  /** After they were resolved by a release. */
  onDone?: () => void
}

/** The button resolves now; beside it stand the ways in which a release has the fix. */
export function ResolveMenu({ incidents, look = 'secondary', onNow, onDone }: Props) {
  const refusal = useRefusal('incidents.write')
  const resolveIn = useResolveIn()
  const [choosing, setChoosing] = useState(false)
  const [projectId, ...others] = [...new Set(incidents.map((incident) => incident.projectId))]
  const run = (resolution: Parameters<typeof resolveIn>[1]): void =>
    void resolveIn(incidents, resolution).then((done) => done && onDone?.())
  return (
    <span className="flex max-sm:flex-1">
      <Button
        look={look}
        icon={<CircleCheck aria-hidden />}
        refusal={refusal}
        onClick={onNow}
        title="r"
        className="flex-1 rounded-r-none"
      >
        Resolve
      </Button>
      <Menu
        align="end"
        trigger={
          <IconButton
            label="More ways to resolve"
            disabled={refusal !== undefined}
            className={cn(
              'rounded-l-none border-l-0',
              look === 'primary'
                ? 'ml-px bg-accent-fill text-on-accent hover:bg-accent-fill-hover hover:text-on-accent'
                : 'border border-line bg-raised shadow-card',
            )}
          >
            <ChevronDown aria-hidden />
          </IconButton>
        }
      >
        <MenuGroup label="The fix is">
          <MenuItem onClick={onNow}>There now</MenuItem>
          <MenuItem onClick={() => run({ in: 'nextRelease' })}>In the next release</MenuItem>
          {/* Releases are those of a project. */}
          <MenuItem disabled={others.length > 0} onClick={() => setChoosing(true)}>
            {others.length > 0 ? 'In a release: choose incidents of one project' : 'In a release …'}
          </MenuItem>
        </MenuGroup>
      </Menu>
      {choosing && projectId !== undefined && (
        <ReleaseDialog
          projectId={projectId}
          onClose={() => setChoosing(false)}
          onChoose={(release) => {
            setChoosing(false)
            run({ in: 'release', release })
          }}
        />
      )}
    </span>
  )
}
