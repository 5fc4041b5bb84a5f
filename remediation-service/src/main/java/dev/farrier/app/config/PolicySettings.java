package dev.farrier.app.config;

import dev.farrier.git.GitRemote;
import dev.farrier.git.GitRemote.GitAccess;
import dev.farrier.git.GitUrl;
import dev.farrier.secret.SecretReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the role policies gets policies from: a repository, {@code policy push}, or else a directory.
 *
 * @param dir used when there is no repository and nothing is pushed
 * @param poll how often the directory is looked at
 * @param git null: no repository
 * @param push whether only {@code farrier policy push} publishes
 */
public record PolicySettings(
        Path dir, Duration poll, @Nullable GitSettings git, boolean push) {

    /**
     * @param every how often it is asked for a new commit
     * @param webhookSecret null: only operators may ask for a fetch
     */
    public record GitSettings(
            GitRemote remote, Duration every, @Nullable SecretReference webhookSecret) {}

    /** Whether policies come from the directory. */
    public boolean fromDirectory() {
        return git == null && !push;
    }

    static PolicySettings of(ConfigValues values) {
        GitUrl url = values.get(ConfigKeys.GIT_URL);
        boolean push = Boolean.TRUE.equals(values.get(ConfigKeys.POLICIES_PUSH));
        checkOne(values, url != null, push);
        GitSettings git = url == null ? null : git(values, url);
        return new PolicySettings(
                Objects.requireNonNull(values.get(ConfigKeys.POLICIES_DIR)),
                Objects.requireNonNull(values.get(ConfigKeys.POLICIES_POLL)),
                git,
                push);
    }

    /** Exactly one place: who writes two would not know which one counts. */
    private static void checkOne(ConfigValues values, boolean git, boolean push) {
        String dir = values.where(ConfigKeys.POLICIES_DIR);
        String url = values.where(ConfigKeys.GIT_URL);
        if (git && push && url != null) {
            values.problem(url, "policies come from 'policies.git.url' or by 'policies.push': remove one");
        } else if (dir != null && (git || push)) {
            values.problem(
                    dir,
                    "policies come from 'policies.dir' or " + (git ? "'policies.git.url'" : "by 'policies.push'")
                            + ": remove one");
        }
        if (url == null) {
            for (ConfigKey<?> key : List.of(
                    ConfigKeys.GIT_REF,
                    ConfigKeys.GIT_PATH,
                    ConfigKeys.GIT_TOKEN,
                    ConfigKeys.GIT_SSH_KEY,
                    ConfigKeys.GIT_KNOWN_HOSTS,
                    ConfigKeys.GIT_SIGNERS,
                    ConfigKeys.GIT_WEBHOOK_SECRET)) {
                String where = values.where(key);
                if (where != null) {
                    values.problem(where, "'" + key.name() + "' needs 'policies.git.url'");
                }
            }
        }
    }

    private static GitSettings git(ConfigValues values, GitUrl url) {
        SecretReference token = values.get(ConfigKeys.GIT_TOKEN);
        String tokenAt = values.where(ConfigKeys.GIT_TOKEN);
        String urlAt = Objects.requireNonNull(values.where(ConfigKeys.GIT_URL));
        if (token != null && tokenAt != null && !url.overHttp()) {
            values.problem(tokenAt, "a token is for https repositories; 'policies.git.url' is none");
        } else if (token != null && url.unencrypted()) {
            values.problem(urlAt, "over http everybody on the way could read the token: use https");
        }
        if (url.overSsh()) {
            if (values.where(ConfigKeys.GIT_SSH_KEY) == null) {
                values.problem(urlAt, "an ssh repository needs 'policies.git.sshKey'");
            }
            if (values.where(ConfigKeys.GIT_KNOWN_HOSTS) == null) {
                values.problem(
                        urlAt, "an ssh repository needs 'policies.git.knownHosts': its host key is not asked for");
            }
        }
        GitAccess access = new GitAccess(
                Objects.requireNonNull(values.get(ConfigKeys.GIT_USER)),
                token,
                values.get(ConfigKeys.GIT_SSH_KEY),
                values.get(ConfigKeys.GIT_KNOWN_HOSTS),
                values.get(ConfigKeys.GIT_SIGNERS));
        return new GitSettings(
                new GitRemote(
                        url,
                        Objects.requireNonNullElse(values.get(ConfigKeys.GIT_REF), ""),
                        path(values),
                        Objects.requireNonNull(values.get(ConfigKeys.GIT_TIMEOUT)),
                        access),
                Objects.requireNonNull(values.get(ConfigKeys.GIT_EVERY)),
                values.get(ConfigKeys.GIT_WEBHOOK_SECRET));
    }

    /** Without slashes around it, and with none of {@code .} and {@code ..} in it. */
    private static String path(ConfigValues values) {
        String written = Objects.requireNonNullElse(values.get(ConfigKeys.GIT_PATH), "");
        String path = written.replaceAll("^(\\./|/)+|/+$", "");
        if (List.of(path.split("/")).stream().anyMatch(part -> part.equals("..") || part.equals("."))
                && !path.equals(".")) {
            values.problem(
                    Objects.requireNonNull(values.where(ConfigKeys.GIT_PATH)),
                    "'policies.git.path' is a path in the repository, without '..'");
        }
        return path.equals(".") ? "" : path;
    }
}
