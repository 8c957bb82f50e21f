import { setProperties, type JsonObject } from '#common/dashboards'
import { Card } from '../../../components/screen.tsx'
import { useBoard } from '../board.ts'
import { refreshes } from '../refreshes.ts'
import { presets } from '../times.ts'
import { Choice, LongText, Text } from './controls.tsx'
import { OwnLinks } from './own-links.tsx'

type Props = { json: JsonObject; onChange: (json: JsonObject, kind?: string) => void }

/** What holds for the whole dashboard. */
export function SettingsPart({ json, onChange }: Props) {
  const { dashboard } = useBoard()
  const set = (change: JsonObject): void =>
    onChange(setProperties(json, change), `settings ${Object.keys(change).join(' ')}`)
  const { title, description = '', tags, time, refresh, timezone, graphTooltip } = dashboard
  const zones = ['browser', 'utc', timezone].filter((zone, at, all) => all.indexOf(zone) === at)
  return (
    <div className="mx-auto grid max-w-4xl gap-4 md:grid-cols-2">
      <Card className="flex flex-col gap-3 p-4 md:col-span-2">
        <Text label="Title" value={title} onChange={(next) => next !== '' && set({ title: next })} />
        <LongText
          label="Description"
          value={description}
          onChange={(next) => set({ description: next === '' ? null : next })}
        />
        <Text
          label="Labels"
          hint="With a comma between them."
          value={tags.join(', ')}
          onChange={(next) => set({ tags: tagsOf(next) })}
        />
      </Card>
      <Card className="flex flex-col gap-3 p-4">
        <h2 className="text-sm font-semibold">Time</h2>
        <Choice
          label="Opens with"
          value={time.to === 'now' ? time.from : `${time.from} to ${time.to}`}
          onChange={(from) => from.startsWith('now-') && !from.includes(' ') && set({ time: { from, to: 'now' } })}
          options={presets.map(([value, word]) => ({ value, word }))}
        />
        <Choice
          label="Refresh"
          value={refresh === undefined || refresh === '' ? 'off' : refresh}
          onChange={(next) => set({ refresh: next === 'off' ? '' : next })}
          options={refreshes.map(({ value, word }) => ({ value: value as string, word }))}
        />
        <Choice
          label="Times in"
          value={timezone || 'browser'}
          onChange={(next) => set({ timezone: next })}
          options={zones.map((zone) => ({ value: zone, word: zoneWords[zone] ?? zone }))}
        />
      </Card>
      <Card className="flex flex-col gap-3 p-4">
        <h2 className="text-sm font-semibold">Pointer</h2>
        <Choice
          label="A point in one panel is shown in the others"
          value={String(graphTooltip)}
          onChange={(next) => set({ graphTooltip: Number(next) })}
          options={[
            { value: '0', word: 'No' },
            { value: '1', word: 'As a line' },
            { value: '2', word: 'As a line, with the values' },
          ]}
        />
      </Card>
      <Card className="flex flex-col gap-3 p-4 md:col-span-2">
        <h2 className="text-sm font-semibold">Links</h2>
        <OwnLinks json={json} onChange={(links) => onChange(setProperties(json, { links }))} />
      </Card>
    </div>
  )
}

const zoneWords: Partial<Record<string, string>> = { browser: 'the zone of who looks', utc: 'UTC' }

/** While somebody types a comma, what follows it may still be empty. */
function tagsOf(text: string): string[] {
  const parts = text.split(',').map((part) => part.trimStart())
  return parts.filter((part, at) => part !== '' || at === parts.length - 1).slice(0, 100)
}
