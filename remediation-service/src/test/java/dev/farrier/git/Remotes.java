package dev.farrier.git;

import dev.farrier.git.GitRemote.GitAccess;
import java.nio.file.Path;
import java.time.Duration;

/** Remotes as tests want them. */
public final class Remotes {
    static final GitAccess OPEN = new GitAccess("git", null, null, null, null);

    private Remotes() {}

    public static GitRemote of(String url) {
        return of(url, "");
    }

    static GitRemote of(String url, String ref) {
        return of(url, ref, OPEN, Duration.ofSeconds(20));
    }

    static GitRemote of(String url, String ref, GitAccess access, Duration timeout) {
        return new GitRemote(GitUrl.parse(url), ref, "", timeout, access);
    }

    public static GitRepository repository(GitRemote remote, Path folder) {
        return new GitRepository(remote, folder.resolve("policies-git"));
    }
}
