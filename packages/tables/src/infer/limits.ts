/** Up to this many values are a category whatever their share, and row numbers by chance. */
export const FEW_VALUES = 20;
