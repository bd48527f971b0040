/** Under this name the function's resource in the stack says which configuration it was made of. */
export const configMetadata = 'latchkey:config';

/** And under this one, which code of the user's is in it. */
export const afterMetadata = 'latchkey:after-authorize';
