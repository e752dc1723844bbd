/** The loader registers itself when it is imported, and exports nothing that is used here. */
declare module "tsx";
