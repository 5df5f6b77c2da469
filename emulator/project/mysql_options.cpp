// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/mysql_options.h"

namespace gonogo {

std::vector<std::string> mysql_layout_options() {
  return {"--innodb-redo-log-capacity=8M",
          "--innodb-doublewrite=OFF",
          "--innodb-data-file-path=ibdata1:5M:autoextend",
          "--innodb-temp-data-file-path=ibtmp1:12M:autoextend",
          "--innodb-autoextend-increment=1",
          "--skip-log-bin",
          "--innodb-use-native-aio=0",
          "--innodb-buffer-pool-size=32M",
          "--secure-file-priv=",
          "--mysqlx=0"};
}

std::vector<std::string> mysql_serving_options() {
  return {"--innodb-flush-log-at-trx-commit=0",
          "--skip-name-resolve",
          "--innodb-log-buffer-size=1M",
          "--innodb-stats-auto-recalc=OFF",
          "--innodb-buffer-pool-load-at-startup=OFF",
          "--innodb-buffer-pool-dump-at-shutdown=OFF",
          "--innodb-read-io-threads=1",
          "--innodb-write-io-threads=1",
          "--innodb-purge-threads=1",
          "--innodb-page-cleaners=1",
          "--table-open-cache=400",
          "--table-definition-cache=600",
          "--max-connections=151",
          "--innodb-validate-tablespace-paths=OFF",
          "--log-error-verbosity=1",
          "--performance-schema=OFF",
          "--tls-version=",
          "--auto-generate-certs=OFF"};
}

}  // namespace gonogo
