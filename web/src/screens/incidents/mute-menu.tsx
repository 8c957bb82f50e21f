import { useQueryClient } from '@tanstack/react-query'
import Bell from 'lucide-react/icons/bell'
import BellOff from 'lucide-react/icons/bell-off'
import type { Client, IncidentDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Menu, MenuGroup, MenuItem } from '../../components/menu.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import type { Change } from './changes.ts'
import { patchIncident } from './queries.ts'

type Until = Parameters<Client['muteIncident']>[0]['body']

const hourMs = 3_600_000
const inHours = (hours: number): Until => ({ until: 'time', at: new Date(Date.now() + hours * hourMs).toISOString() })

const choices: { word: string; until: () => Until }[] = [
  { word: 'For an hour', until: () => inHours(1) },
  { word: 'For a day', until: () => inHours(24) },
  { word: 'For a week', until: () => inHours(7 * 24) },
  { word: 'Until 100 more events', until: () => ({ until: 'events', count: 100 }) },
  { word: 'Until 10 more people are hit', until: () => ({ until: 'users', count: 10 }) },
  { word: 'Until the next release', until: () => ({ until: 'nextRelease' }) },
  { word: 'Until it escalates', until: () => ({ until: 'escalating' }) },
  { word: 'For ever', until: () => ({ until: 'forever' }) },
]

/** Quiet on purpose: its events are counted, and nobody is told until what was chosen has happened. */
export function MuteMenu({ incident, onChange }: { incident: IncidentDetail; onChange: (change: Change) => void }) {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const refusal = useRefusal('incidents.write')
  if (incident.status === 'muted' || refusal) {
    const isMuted = incident.status === 'muted'
    return (
      <Button
        icon={isMuted ? <Bell aria-hidden /> : <BellOff aria-hidden />}
        refusal={refusal}
        onClick={() => onChange(isMuted ? 'unmute' : 'mute')}
        title="m"
      >
        {isMuted ? 'Unmute' : 'Mute'}
      </Button>
    )
  }
  const mute = async (word: string, until: Until): Promise<void> => {
    try {
      patchIncident(queryClient, slug, await client.muteIncident({ params: { incidentId: incident.id }, body: until }))
      for (const noun of ['incidentHead', 'trail', 'timeline'])
        void queryClient.invalidateQueries({ queryKey: [slug, noun] })
      const words = `Muted #${incident.number}: ${word.charAt(0).toLowerCase()}${word.slice(1)}.`
      toast({ words, action: { words: 'Undo', run: () => onChange('unmute') } })
    } catch (error) {
      toastError(error)
    }
  }
  return (
    <Menu align="end" trigger={<Button icon={<BellOff aria-hidden />}>Mute</Button>}>
      <MenuGroup label="Tell nobody">
        {choices.map(({ word, until }) => (
          <MenuItem key={word} onClick={() => void mute(word, until())}>
            {word}
          </MenuItem>
        ))}
      </MenuGroup>
    </Menu>
  )
}
