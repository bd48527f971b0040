/** Under this name the function's resource in the stack says which configuration it was made of. */
export const configMetadata = 'latchkey:config';
