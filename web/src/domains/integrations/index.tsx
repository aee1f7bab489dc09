export const ConnectorsPage = () => null;
export const ConnectPage = () => null;
