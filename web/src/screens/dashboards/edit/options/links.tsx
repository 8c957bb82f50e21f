import Plus from 'lucide-react/icons/plus'
import Trash2 from 'lucide-react/icons/trash-2'
import { safeUrl } from '#common/dashboards'
import { Button, IconButton } from '../../../../components/button.tsx'
import { Text } from '../controls.tsx'
import { objectsIn, textOf } from '../set-in.ts'
import type { OptionProps } from './panel-options.tsx'

export function LinkOptions({ stored, setOption }: OptionProps) {
  const links = objectsIn(stored['links'])
  const change = (place: number, name: string, value: string): void =>
    setOption(
      ['links'],
      links.map((link, at) => (at === place ? { ...link, [name]: value } : link)),
    )
  return (
    <>
      {links.map((link, place) => {
        const url = textOf(link['url'])
        return (
          <div key={place} className="flex flex-col gap-1.5 rounded-md bg-sunken p-2">
            <Text label="Words" value={textOf(link['title'])} onChange={(value) => change(place, 'title', value)} />
            <Text
              label="Address"
              placeholder="https://…"
              value={url}
              hint={
                url !== '' && safeUrl(url) === undefined
                  ? 'Only web addresses and paths of this installation.'
                  : undefined
              }
              onChange={(value) => change(place, 'url', value)}
            />
            <div className="text-right">
              <IconButton
                label={`Remove link ${place + 1}`}
                onClick={() =>
                  setOption(
                    ['links'],
                    links.filter((_, at) => at !== place),
                  )
                }
              >
                <Trash2 aria-hidden />
              </IconButton>
            </div>
          </div>
        )
      })}
      <div>
        <Button icon={<Plus aria-hidden />} onClick={() => setOption(['links'], [...links, { title: '', url: '' }])}>
          Add link
        </Button>
      </div>
    </>
  )
}
