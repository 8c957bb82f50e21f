import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import CircleDot from 'lucide-react/icons/circle-dot'
import Megaphone from 'lucide-react/icons/megaphone'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import type { IncidentDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Menu, MenuGroup, MenuItem } from '../../components/menu.tsx'
import { toast } from '../../components/toast.tsx'
import { useKeys } from '../../keys.ts'
import { useRefusal, useWorkspace } from '../../session.ts'
import { pagesQuery } from '../pages/queries.ts'
import { useChange, type Change } from './changes.ts'
import { MuteMenu } from './mute-menu.tsx'
import { ResolveMenu } from './resolve-menu.tsx'
import { ResolvedIn } from './resolved-in.tsx'

export function Actions({ incident }: { incident: IncidentDetail }) {
  const change = useChange()
  const refusal = useRefusal('incidents.write')
  const run = (what: Change): void => {
    if (refusal) toast({ words: refusal, tone: 'bad' })
    else void change(what, [incident])
  }
  const { status } = incident
  useKeys([
    {
      keys: 'e',
      does: status === 'acknowledged' ? 'Unacknowledge' : 'Acknowledge',
      group: 'Incident',
      run: () => run(status === 'acknowledged' ? 'unacknowledge' : 'acknowledge'),
    },
    {
      keys: 'm',
      does: status === 'muted' ? 'Unmute' : 'Mute until it escalates',
      group: 'Incident',
      run: () => run(status === 'muted' ? 'unmute' : 'mute'),
    },
    {
      keys: 'r',
      does: status === 'resolved' ? 'Reopen' : 'Resolve',
      group: 'Incident',
      run: () => run(status === 'resolved' ? 'reopen' : 'resolve'),
    },
  ])
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:*:[button]:flex-1">
      {status === 'resolved' && <ResolvedIn incident={incident} />}
      {status === 'open' && (
        <Button
          look="primary"
          icon={<CircleDot aria-hidden />}
          refusal={refusal}
          onClick={() => run('acknowledge')}
          title="e"
        >
          Acknowledge
        </Button>
      )}
      {status === 'acknowledged' && (
        <Button
          icon={<RotateCcw aria-hidden />}
          refusal={refusal}
          onClick={() => run('unacknowledge')}
          title="e"
          className="max-sm:hidden"
        >
          Unacknowledge
        </Button>
      )}
      {status !== 'resolved' && <MuteMenu incident={incident} onChange={run} />}
      {status === 'resolved' ? (
        <Button icon={<RotateCcw aria-hidden />} refusal={refusal} onClick={() => run('reopen')} title="r">
          Reopen
        </Button>
      ) : (
        <ResolveMenu
          incidents={[incident]}
          look={status === 'acknowledged' ? 'primary' : 'secondary'}
          onNow={() => run('resolve')}
        />
      )}
      <Publish incidentId={incident.id} />
    </div>
  )
}

/** With one status page it is a button, with several a choice, with none the way to make one. */
function Publish({ incidentId }: { incidentId: string }) {
  const { slug } = useWorkspace()
  const navigate = useNavigate()
  const refusal = useRefusal('statuspages.write')
  const { data } = useQuery(pagesQuery(slug))
  const pages = data?.items ?? []
  const publishOn = (pageId: string): void =>
    void navigate({
      to: '/$workspace/pages/$pageId/reports/new',
      params: { workspace: slug, pageId },
      search: { incident: incidentId },
    })
  useKeys([
    {
      keys: 'p',
      does: 'Publish to a status page',
      group: 'Incident',
      run: () => pages[0] && !refusal && publishOn(pages[0].id),
    },
  ])
  const words = (
    <span>
      Publish<span className="max-sm:sr-only"> to a status page</span>
    </span>
  )
  const icon = <Megaphone aria-hidden />
  if (pages.length > 1 && !refusal) {
    return (
      <Menu align="end" trigger={<Button icon={icon}>{words}</Button>}>
        <MenuGroup label="Publish a report on">
          {pages.map(({ id, name }) => (
            <MenuItem key={id} onClick={() => publishOn(id)}>
              {name}
            </MenuItem>
          ))}
        </MenuGroup>
      </Menu>
    )
  }
  return (
    <Button
      icon={icon}
      refusal={refusal}
      // Until it is known whether there is a page, the button must not lead to making one.
      disabled={!data}
      onClick={() =>
        pages[0]
          ? publishOn(pages[0].id)
          : void navigate({ to: '/$workspace/pages', params: { workspace: slug }, search: { create: true } })
      }
    >
      {words}
    </Button>
  )
}
