import type { PanelOf } from '#common/dashboards'
import { Choice, LongText } from './controls.tsx'
import type { SetOption } from './panel-editor.tsx'

export function TextContent({ panel, setOption }: { panel: PanelOf<'text'>; setOption: SetOption }) {
  return (
    <div className="flex flex-col gap-3">
      <Choice
        label="Written as"
        value={panel.options.mode}
        onChange={(mode) => setOption(['options', 'mode'], mode)}
        options={[
          { value: 'markdown', word: 'Markdown' },
          { value: 'html', word: 'HTML (what could run is taken out)' },
          { value: 'code', word: 'Code' },
        ]}
      />
      <LongText
        label="Text"
        rows={12}
        value={panel.options.content}
        onChange={(content) => setOption(['options', 'content'], content)}
      />
    </div>
  )
}
