/** Which dashboards a list shows. */
import type { DashboardItem } from '../../api.ts'

type Filter = { q?: string; is?: 'own' | 'curated' | 'starred'; label?: string }

/** Every word of the line is in the title, the description, the folder or a label. */
export function fits(item: DashboardItem, { q = '', is, label }: Filter): boolean {
  if (is === 'starred' ? !item.starred : is !== undefined && item.kind !== is) return false
  if (label !== undefined && !item.tags.includes(label)) return false
  const text = [item.title, item.description ?? '', item.folder ?? '', ...item.tags].join(' ').toLowerCase()
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** The most used first. */
export function tagsOf(items: readonly DashboardItem[]): string[] {
  const counts = new Map<string, number>()
  for (const tag of items.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts].toSorted(([one, a], [other, b]) => b - a || one.localeCompare(other)).map(([tag]) => tag)
}
