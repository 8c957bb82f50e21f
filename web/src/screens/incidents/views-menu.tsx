import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import Bookmark from 'lucide-react/icons/bookmark'
import BookmarkPlus from 'lucide-react/icons/bookmark-plus'
import ChevronDown from 'lucide-react/icons/chevron-down'
import Settings2 from 'lucide-react/icons/settings-2'
import { useState } from 'react'
import type { IncidentQuery, IncidentView } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Menu, MenuChoice, MenuGroup, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { useRefusal, useWorkspace } from '../../session.ts'
import { lineOf, type Known } from './filter-query.ts'
import { useKnown } from './use-known.ts'
import { isShown } from './views.ts'
import { ManageViews, SaveView } from './views-dialogs.tsx'
import { viewsQuery } from './views-query.ts'

type Props = { line: string; sort: IncidentQuery['sort'] }

/** Filters under names, one's own and everyone's. Choosing one writes it into the filter line, and so into the address. */
export function ViewsMenu({ line, sort }: Props) {
  const { slug } = useWorkspace()
  const refusal = useRefusal('incidents.write')
  const { data } = useQuery(viewsQuery(slug))
  const [open, setOpen] = useState<'save' | 'manage'>()
  const known = useKnown()
  const views = data?.items ?? []
  const shown = views.find((view) => isShown(view, line, sort, known))
  const close = (): void => setOpen(undefined)
  return (
    <>
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            className={buttonClass('secondary', 'h-8 max-w-48 pointer-coarse:h-10')}
            aria-label={shown ? `Saved views: ${shown.name}` : 'Saved views'}
          >
            <Bookmark aria-hidden />
            <span className="truncate max-md:hidden">{shown?.name ?? 'Views'}</span>
            <ChevronDown aria-hidden className="text-faint" />
          </button>
        }
      >
        {views.length === 0 && (
          <p className="max-w-60 px-2 py-1.5 text-muted">
            A view is a filter with a name. None is saved yet; save the present one to come back to it.
          </p>
        )}
        <Group label="Everyone’s" views={views.filter((view) => view.shared)} shown={shown} known={known} />
        <Group label="Only yours" views={views.filter((view) => !view.shared)} shown={shown} known={known} />
        <MenuSeparator />
        {refusal && <p className="max-w-60 px-2 py-1 text-xs text-muted">{refusal}</p>}
        <MenuItem
          icon={<BookmarkPlus aria-hidden />}
          onClick={() => setOpen('save')}
          disabled={refusal !== undefined || shown !== undefined}
        >
          {shown ? 'This filter is saved' : 'Save this filter …'}
        </MenuItem>
        {views.length > 0 && (
          <MenuItem icon={<Settings2 aria-hidden />} onClick={() => setOpen('manage')} disabled={refusal !== undefined}>
            Change views …
          </MenuItem>
        )}
      </Menu>
      <Dialog open={open === 'save'} onClose={close} title="Save this filter">
        <SaveView line={line} sort={sort} onDone={close} />
      </Dialog>
      <Dialog open={open === 'manage'} onClose={close} title="Saved views">
        <ManageViews line={line} sort={sort} />
      </Dialog>
    </>
  )
}

type GroupProps = {
  label: string
  views: readonly IncidentView[]
  shown: IncidentView | undefined
  known: Known
}

function Group({ label, views, shown, known }: GroupProps) {
  const { slug } = useWorkspace()
  const navigate = useNavigate()
  if (views.length === 0) return null
  return (
    <MenuGroup label={label}>
      {views.map((view) => (
        <MenuChoice
          key={view.id}
          chosen={view.id === shown?.id}
          onClick={() =>
            void navigate({
              to: '/$workspace/incidents',
              params: { workspace: slug },
              search: { q: lineOf(view.filter, known), ...(view.sort !== 'lastSeen' && { sort: view.sort }) },
            })
          }
        >
          <span className="min-w-0 truncate">{view.name}</span>
        </MenuChoice>
      ))}
    </MenuGroup>
  )
}
