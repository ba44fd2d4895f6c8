/** How a result is to be read: each has a colour, and none relies on colour alone. */
export type Tone = 'good' | 'bad' | 'unsure' | 'plain';
