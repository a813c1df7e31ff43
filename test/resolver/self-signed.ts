/**
 * A certificate that nobody vouches for, and its key, which opens nothing:
 * openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=localhost -addext subjectAltName=DNS:localhost
 */
export const SELF_SIGNED = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgB3eh4/dFu8sxjs4d
TX4r7lJzZ0ypVEjoiR9q+YMkQ3ChRANCAATjXCmK6cUu1RVC0kQSz6EWzSqOv7qP
OI/iG2qmyL5CsfkVnR7wD4eP7EWAlFaZ4FIwxAvSpupA4IxzqODx+3Xj
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUECFXAfxe+wh/sgEbeXU3ND3LHA4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE2NDMzNloYDzIxMjYxMDMx
MTY0MzM2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATjXCmK6cUu1RVC0kQSz6EWzSqOv7qPOI/iG2qmyL5CsfkVnR7wD4eP
7EWAlFaZ4FIwxAvSpupA4IxzqODx+3Xjo2kwZzAdBgNVHQ4EFgQU9xCeiualWCOd
UWW10iMSAdflKk0wHwYDVR0jBBgwFoAU9xCeiualWCOdUWW10iMSAdflKk0wDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
RwAwRAIgcYq7sjZiXyxIZ2uXW0i7cyS4d2IjlFX9yHe1HvSUa/kCIGGoRd/9qVVx
P11Shcci60JRITGBbP08luN4X8jRHH38
-----END CERTIFICATE-----`,
};
