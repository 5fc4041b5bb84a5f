package dev.farrier.git;

import dev.farrier.secret.SecretReference;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Gives the token to the host that is configured, and to no other: a redirect may lead anywhere. */
final class TokenAccess extends CredentialsProvider {
    private final GitUrl url;
    private final String user;
    private final @Nullable SecretReference token;
    private @Nullable String failure;

    TokenAccess(GitUrl url, GitRemote.GitAccess access) {
        this.url = url;
        this.user = access.user();
        this.token = access.token();
    }

    /** Why no token was given though one is configured; null: it was, or none is. */
    @Nullable
    String failure() {
        return failure;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean get(URIish asked, CredentialItem... items) {
        if (token == null || !url.overHttp()) {
            return false;
        }
        boolean same = url.host().equalsIgnoreCase(asked.getHost())
                && String.valueOf(url.uri().getScheme()).equalsIgnoreCase(asked.getScheme())
                && url.uri().getPort() == asked.getPort();
        if (!same) {
            failure = "it redirects to " + asked.getHost()
                    + ", which does not get the token: write that into policies.git.url";
            return false;
        }
        String secret;
        try {
            secret = token.resolve(System.getenv());
        } catch (IllegalArgumentException e) {
            failure = "policies.git.token: " + e.getMessage();
            return false;
        }
        for (CredentialItem item : items) {
            switch (item) {
                case CredentialItem.Username name -> name.setValue(user);
                case CredentialItem.Password password -> password.setValue(secret.toCharArray());
                default -> {
                    return false;
                }
            }
        }
        return true;
    }
}
