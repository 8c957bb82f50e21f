/** Which panels belong together: the same rule for what is read and for what is stored. */

/** How to look at a panel of either form. */
export type Look<Item> = {
  isRow: (item: Item) => boolean
  isCollapsed: (item: Item) => boolean
  place: (item: Item) => { x: number; y: number; w: number; h: number }
  inside: (item: Item) => Item[]
}
export type Part<Item> = { row?: Item; panels: Item[]; collapsed: boolean }

/**
 * From top to bottom: what is below an open row belongs to it, up to the next row; a closed row carries its own, and what
 * comes after it stands alone.
 */
export function partsOf<Item>(items: readonly Item[], look: Look<Item>): Part<Item>[] {
  const sorted = inOrder(items, look)
  const parts: Part<Item>[] = []
  for (const item of sorted) {
    const current = parts.at(-1)
    if (look.isRow(item)) {
      const collapsed = look.isCollapsed(item)
      parts.push({ row: item, panels: collapsed ? inOrder(look.inside(item), look) : [], collapsed })
    } else if (!current || current.collapsed) parts.push({ panels: [item], collapsed: false })
    else current.panels.push(item)
  }
  return parts
}

function inOrder<Item>(items: readonly Item[], { place }: Look<Item>): Item[] {
  return items.toSorted((left, right) => place(left).y - place(right).y || place(left).x - place(right).x)
}

/** Where the first panel of a part begins, and how high all of them are. */
export function extentOf<Item>(panels: readonly Item[], { place }: Look<Item>): { top: number; height: number } {
  if (panels.length === 0) return { top: 0, height: 0 }
  const top = panels.reduce((least, panel) => Math.min(least, place(panel).y), Infinity)
  const bottom = panels.reduce((most, panel) => Math.max(most, place(panel).y + place(panel).h), 0)
  return { top, height: bottom - top }
}
