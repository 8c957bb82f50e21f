import type { JsonObject, Panel } from '#common/dashboards'
import { Card } from '../../../../components/screen.tsx'
import { Group } from '../controls.tsx'
import type { SetOption } from '../panel-editor.tsx'
import { BasicOptions } from './basic.tsx'
import { ColorOptions } from './color.tsx'
import { KindOptions } from './kind.tsx'
import { LegendOptions } from './legend.tsx'
import { LinkOptions } from './links.tsx'
import { MappingOptions } from './mappings.tsx'
import { OverrideOptions } from './overrides.tsx'
import { ThresholdOptions } from './thresholds.tsx'
import { TimeOptions } from './time.tsx'
import { ValueOptions } from './values.tsx'

export type OptionProps = { panel: Panel; stored: JsonObject; setOption: SetOption }

const withLegend: ReadonlySet<string> = new Set(['timeseries', 'piechart', 'state-timeline'])
const withoutValues: ReadonlySet<string> = new Set(['text', 'row', 'unsupported'])

/** All that makes a panel but its queries. Keys that are not known here stay as they are. */
export function PanelOptions(props: OptionProps) {
  const { kind } = props.panel
  const hasValues = !withoutValues.has(kind)
  return (
    <Card className="min-w-0 lg:sticky lg:top-36 lg:max-h-[calc(100dvh-13.5rem)] lg:overflow-y-auto">
      <Group title="Panel" open>
        <BasicOptions {...props} />
      </Group>
      {hasValues && (
        <>
          <Group title="Look" open>
            <KindOptions {...props} />
          </Group>
          {withLegend.has(kind) && (
            <Group title="Legend and tooltip">
              <LegendOptions {...props} />
            </Group>
          )}
          <Group title="Values" open>
            <ValueOptions {...props} />
          </Group>
          <Group title="Colour">
            <ColorOptions {...props} />
          </Group>
          <Group title="Thresholds">
            <ThresholdOptions {...props} />
          </Group>
          <Group title="Value mappings">
            <MappingOptions {...props} />
          </Group>
          <Group title="Overrides">
            <OverrideOptions {...props} />
          </Group>
          <Group title="Time and points">
            <TimeOptions {...props} />
          </Group>
        </>
      )}
      <Group title="Links">
        <LinkOptions {...props} />
      </Group>
    </Card>
  )
}
