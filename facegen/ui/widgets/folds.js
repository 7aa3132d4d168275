// What the page knows of a fold: whether it is open.
export const opened = () => true;
export const shut = () => false;
