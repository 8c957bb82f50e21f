/** Colors by name, and scales of them. */

type Shades = [superLight: string, light: string, base: string, semiDark: string, dark: string]

export const hues: Record<string, Shades> = {
  red: ['#fda4af', '#f87171', '#ef4444', '#dc2626', '#b91c1c'],
  orange: ['#fdba74', '#fb923c', '#f97316', '#ea580c', '#c2410c'],
  yellow: ['#fde68a', '#fcd34d', '#eab308', '#ca8a04', '#a16207'],
  green: ['#86efac', '#4ade80', '#22b455', '#16a34a', '#15803d'],
  blue: ['#93c5fd', '#60a5fa', '#3b82f6', '#2563eb', '#1d4ed8'],
  purple: ['#d8b4fe', '#c084fc', '#a855f7', '#9333ea', '#7e22ce'],
}
export const shadePrefixes = ['super-light-', 'light-', '', 'semi-dark-', 'dark-'] as const

/** For series one after the other: neighbours differ in hue. */
export const classicPalette = [
  ...['#4c9f70', '#e0a526', '#4aa8d8', '#e07b39', '#d64550', '#3f6fd1', '#a05bc0', '#7a6cc9', '#9bc53d', '#c98b2b'],
  ...['#2a9d8f', '#c44e9b', '#7f8c3a', '#5e8ad6', '#b5543c', '#6b9080', '#d4a5a5', '#457b9d', '#8d6a9f', '#b08968'],
  ...['#3d8361', '#e76f51', '#577590', '#b56576'],
]

const blackToYellow = ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725']

/** From the least value to the greatest. */
export const schemes: Record<string, string[]> = {
  'continuous-GrYlRd': ['#22b455', '#eab308', '#ef4444'],
  'continuous-RdYlGr': ['#ef4444', '#eab308', '#22b455'],
  'continuous-YlRd': ['#eab308', '#ef4444'],
  'continuous-BlPu': ['#3b82f6', '#a855f7'],
  'continuous-YlBl': ['#eab308', '#3b82f6'],
  'continuous-BlYlRd': ['#3b82f6', '#eab308', '#ef4444'],
  'continuous-blues': ['#93c5fd', '#1d4ed8'],
  'continuous-reds': ['#fda4af', '#b91c1c'],
  'continuous-greens': ['#86efac', '#15803d'],
  'continuous-purples': ['#d8b4fe', '#7e22ce'],
  'continuous-viridis': blackToYellow,
  'continuous-magma': ['#000004', '#51127c', '#b73779', '#fc8961', '#fcfdbf'],
  'continuous-plasma': ['#0d0887', '#7e03a8', '#cc4778', '#f89540', '#f0f921'],
  'continuous-inferno': ['#000004', '#57106e', '#bc3754', '#f98e09', '#fcffa4'],
  'continuous-cividis': ['#00224e', '#414d6b', '#7c7b78', '#bcae6c', '#fee838'],
  // Of heatmaps.
  Oranges: ['#fff5eb', '#fdd0a2', '#fd8d3c', '#d94801', '#7f2704'],
  Blues: ['#f7fbff', '#c6dbef', '#6baed6', '#2171b5', '#08306b'],
  Greens: ['#f7fcf5', '#c7e9c0', '#74c476', '#238b45', '#00441b'],
  Greys: ['#ffffff', '#d9d9d9', '#969696', '#525252', '#000000'],
  Purples: ['#fcfbfd', '#dadaeb', '#9e9ac8', '#6a51a3', '#3f007d'],
  Reds: ['#fff5f0', '#fcbba1', '#fb6a4a', '#cb181d', '#67000d'],
  Turbo: ['#30123b', '#4686fb', '#1ae4b6', '#a2fc3c', '#fabb39', '#e4460a', '#7a0403'],
  Viridis: blackToYellow,
  Spectral: ['#9e0142', '#f46d43', '#fee08b', '#e6f598', '#66c2a5', '#5e4fa2'],
  RdYlGn: ['#a50026', '#f46d43', '#fee08b', '#d9ef8b', '#66bd63', '#006837'],
  RdYlBu: ['#a50026', '#f46d43', '#fee090', '#e0f3f8', '#74add1', '#313695'],
  RdBu: ['#67001f', '#d6604d', '#fddbc7', '#d1e5f0', '#4393c3', '#053061'],
  YlOrRd: ['#ffffcc', '#fed976', '#fd8d3c', '#e31a1c', '#800026'],
}
